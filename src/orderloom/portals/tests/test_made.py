"""While a task is made: photos arrive clean, all files come in one go, the first promise stays to be seen."""

import io
import zipfile
from datetime import timedelta

import pytest
from PIL import Image

from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.permissions import Role, held_by
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side
from orderloom.portals.supplier.files import safe_name
from orderloom.portals.tests.supplier_world import World
from orderloom.portals.tests.test_papers import words

PLACE = 0x8825  # where EXIF says the photo was taken


@pytest.fixture
def task(world: World):
    world.buy(1)
    (task,) = world.first.tasks()
    world.first.post(task, "accept", promised=clock.now().date() + timedelta(days=3))
    return world.first.task(task.id)


def photo() -> io.BytesIO:
    out, notes = io.BytesIO(), Image.Exif()
    notes.get_ifd(PLACE)[1] = "N"
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG", exif=notes)
    out.seek(0)
    out.name = "made.jpg"
    return out


def given(world: World, task, name: str, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name, file.size = name, len(content)
    file.chunks = lambda: iter([content])
    actor = Actor(
        Party.STAFF, "Lin Mei", None, workspace_id=world.workspace_id, permissions=held_by(Role.OPERATOR)
    )
    with wear(Hat.workspace(world.workspace_id)):
        tell_other_side(actor=actor, task_id=task.id, text="", files=[file], now=clock.now())


def parts(world: World, task) -> dict[str, bytes]:
    answer = world.first.client.get(f"/supplier/tasks/{task.id}/everything.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        assert book.testzip() is None
        return {name: book.read(name) for name in book.namelist()}


def test_a_task_is_finished_with_a_photo_that_tells_no_place(world: World, task):
    world.first.post(task, "finish", photo=photo())
    assert world.first.task(task.id).status == "ready_to_ship"
    page = world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()
    assert "made.jpg" in page
    at = page.partition(f"/supplier/tasks/{task.id}/files/")[2][:36]
    answer = world.first.client.get(f"/supplier/tasks/{task.id}/files/{at}/")
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as picture:
        assert not dict(picture.getexif())


def test_progress_comes_with_a_photo(world: World, task):
    world.first.post(task, "progress", produced=2, photo=photo())
    assert world.first.task(task.id).produced == 2
    assert "made.jpg" in world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()


def test_a_photo_that_cannot_be_read_does_not_undo_the_report(world: World, task):
    broken = io.BytesIO(b"\xff\xd8\xff\xe0 broken")
    broken.name = "broken.jpg"
    world.first.post(task, "finish", photo=broken)
    assert world.first.task(task.id).status == "ready_to_ship"
    assert "cannot be read" in world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()


def test_all_that_it_is_made_from_comes_in_one_go(world: World, task):
    given(world, task, "art/../../etc.ai", b"artwork")
    given(world, task, "print.pdf", b"%PDF-1 one")
    given(world, task, "print.pdf", b"%PDF-1 two")
    world.first.post(task, "finish", photo=photo())
    found = parts(world, task)
    assert min(found.values(), key=len) == b"artwork"
    assert not any("/" in name or "\\" in name or name.startswith(".") for name in found)
    assert (found["print.pdf"], found["print-2.pdf"]) == (b"%PDF-1 one", b"%PDF-1 two")
    assert "made.jpg" not in found  # its own photos it has
    assert "Mug" in words(found["slip.pdf"])[0]
    assert "label.pdf" in found


def test_nobody_else_gets_the_files(world: World, task):
    given(world, task, "art.ai", b"artwork")
    assert world.second.client.get(f"/supplier/tasks/{task.id}/everything.zip").status_code == 404


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../../x", "a/b\\c", ".bashrc", "x" * 400, "图 稿.ai", "a\0b", "CON"]
)
def test_a_name_leads_nowhere(name):
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set("/\\\0")
    assert not safe.startswith(".")
    assert len(safe) <= 120


def test_the_first_promise_stays_to_be_seen(world: World, task):
    later = clock.now().date() + timedelta(days=9)
    assert "First promised" not in world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()
    world.first.post(task, "date", promised=later, because="material")
    page = world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()
    assert "First promised" in page
    assert "Material is late" in page
