"""Files of messages: clean pictures, one copy, nothing left of what was refused or broken off."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

import orderloom
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side, tell_team
from orderloom.messages.commands.sweep import sweep_shelf
from orderloom.messages.models import Attachment, Message
from orderloom.messages.queries.thread import visible_file
from orderloom.messages.shelf import folder_of, path_of
from orderloom.messages.tests.conftest import photo, text_file
from orderloom.production.factories import do, look


def kept(shop) -> list[Attachment]:
    return look(shop, lambda: list(Attachment.objects.order_by("id")))


def on_disk(shop) -> set[str]:
    folder = folder_of(shop.id)
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken(shop, both):
    do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="", files=[photo()])
    (file,) = kept(shop)
    assert (file.kind, file.width, file.height) == ("image/jpeg", 40, 80)
    whole, small = path_of(shop.id, file.digest), path_of(shop.id, file.digest, small=True)
    with Image.open(whole) as picture:
        assert picture.size == (40, 80)
        assert dict(picture.getexif()) == {}
    with Image.open(small) as picture:
        assert picture.format == "WEBP"
    for path in (whole, small):
        assert not any(word in path.read_bytes() for word in (b"Secret", b"GPS", b"Exif"))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_keep_size_colours_and_clear_parts(shop, both, form, tmp_path):
    mode = "RGB" if form == "JPEG" else "RGBA"
    source = tmp_path / "in"
    Image.new(mode, (700, 300), (200, 10, 10, 128)[: len(mode)]).save(source, form)
    file = SimpleUploadedFile("x", source.read_bytes())
    do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="", files=[file])
    with Image.open(path_of(shop.id, kept(shop)[0].digest)) as whole:
        assert (whole.format, whole.mode, whole.size) == (form, mode, (700, 300))
    with Image.open(path_of(shop.id, kept(shop)[0].digest, small=True)) as small:
        assert max(small.size) == 640


def test_the_same_file_is_kept_once_and_under_no_name_of_the_senders(shop, both):
    for _time in range(2):
        do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="", files=[text_file()])
    first, second = kept(shop)
    assert first.digest == second.digest
    assert (first.name, first.kind, first.width) == ("artwork.svg", "application/octet-stream", None)
    assert on_disk(shop) == {first.digest}


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 90
BOMB = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00\xf9\x97\xa2\xbd"
)


@pytest.mark.parametrize(
    "bad",
    [b"", HEIC, BOMB, b"\xff\xd8\xff and no picture"],
    ids=["empty", "heic", "too many pixels", "broken"],
)
def test_what_is_refused_leaves_nothing(shop, both, bad):
    files = [photo(), text_file(), SimpleUploadedFile("bad.jpg", bad)]
    with pytest.raises(Invalid) as refused:
        do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="x", files=files)
    assert "files" in refused.value.fields
    assert on_disk(shop) == set()
    assert look(shop, Message.objects.count) == 0


def test_too_many_or_too_large_files_are_refused(shop, both, monkeypatch):
    with pytest.raises(Invalid):
        do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="x", files=[text_file()] * 11)
    large = text_file()
    large.size = 26 * 1024 * 1024
    with pytest.raises(Invalid):
        do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="x", files=[large])
    assert on_disk(shop) == set()


def test_a_file_is_found_by_those_who_may_read_its_message(shop, both):
    mugs, totes = both
    do(tell_other_side, actor=shop.operator, task_id=mugs.id, text="", files=[text_file()])
    do(tell_team, actor=shop.operator, order_id=mugs.order_id, text="", files=[text_file("team.txt")])
    shown, hidden = (file.id for file in kept(shop))
    anna, boris = shop.holder(mugs), shop.holder(totes)
    with wear(Hat.supplier(anna.company_id)):
        assert visible_file(anna, shown)[1].name == "artwork.svg"
        assert Attachment.objects.count() == 1
        with pytest.raises(NotFound):
            visible_file(anna, hidden)
    with wear(Hat.supplier(boris.company_id)):
        assert not Attachment.objects.exists()
        with pytest.raises(NotFound):
            visible_file(boris, shown)


def sweep(shop, **later) -> int:
    return do(sweep_shelf, actor=shop.system, now=clock.now() + timedelta(**later))


def test_a_message_that_is_rolled_back_leaves_files_only_until_the_sweep(shop, both):
    do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="", files=[text_file()])
    stays = on_disk(shop)

    def broken_off():
        with transaction.atomic():
            do(tell_team, actor=shop.operator, order_id=both[0].order_id, text="", files=[photo()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert len(on_disk(shop) - stays) == 2
    assert sweep(shop) == 2
    assert on_disk(shop) == stays


HALF = """
import sys
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from uuid import UUID
from orderloom.messages.shelf import drafts_of
class Slow:
    name, size = "photo.jpg", 9
    def chunks(self, chunk_size=None):
        yield b"\\xff\\xd8\\xff half of it"
        print("half", flush=True)
        sys.stdin.read()
with drafts_of(UUID(sys.argv[2]), [Slow()]):
    pass
"""


def test_a_killed_upload_leaves_nothing_after_a_day(shop, own_files):
    told = [sys.executable, "-c", HALF, str(own_files), str(shop.id)]
    environment = {**os.environ, "PYTHONPATH": str(Path(orderloom.__file__).parents[1])}
    with subprocess.Popen(told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as writer:
        assert writer.stdout.readline() == b"half\n"
        assert len(on_disk(shop)) == 1
        writer.send_signal(signal.SIGKILL)
    assert sweep(shop) == 0  # it may still be coming
    assert sweep(shop, days=2) == 1
    assert on_disk(shop) == set()
