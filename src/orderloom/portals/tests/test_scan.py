"""Scanning on the ship sheet: what a camera saw, a photo, a browser without scripts."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from orderloom.kernel import clock
from orderloom.portals.supplier.carriers import carrier_part
from orderloom.portals.tests.supplier_world import World
from orderloom.shipping.tests.test_carriers import needs_data, recorded

NUMBER = "SF1234567890123"


def photo(text: str = NUMBER) -> io.BytesIO:
    pixels = memoryview(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=3))
    picture = Image.new("L", (1600, 1200), 240)
    picture.paste(Image.frombytes("L", pixels.shape[::-1], pixels.tobytes()), (500, 500))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    out.seek(0)
    out.name = "label.jpg"
    return out


def empty() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("L", (800, 600), 240).save(out, "JPEG")
    out.seek(0)
    out.name = "nothing.jpg"
    return out


@pytest.fixture
def task(world: World):
    world.buy(1)
    (task,) = world.first.tasks()
    world.first.post(task, "accept", promised=clock.now().date() + timedelta(days=3))
    return world.first.task(task.id)


def scanned(world: World, **told) -> dict:
    answer = world.first.client.post("/supplier/scan/", told)
    assert answer.status_code == 200
    return answer.json()


def test_a_photo_and_what_a_camera_saw_give_the_number(world: World):
    assert scanned(world, photo=photo()) == {"number": NUMBER}
    assert scanned(world, code=["755WA-021", f"https://example.com/?no={NUMBER}"]) == {"number": NUMBER}


def test_a_photo_without_a_code_says_so(world: World):
    said = scanned(world, photo=empty())
    assert said["number"] == ""
    assert "No bar code" in said["said"]
    assert "cannot be read" in scanned(world, photo=io.BytesIO(b"no picture"))["said"]
    assert "no tracking number" in scanned(world, code="https://example.com/")["said"]
    assert scanned(world)["number"] == ""


def test_a_browser_without_scripts_reads_the_photo_too(world: World, task):
    html = world.first.post(task, "ship", scan="1", photo=photo(), quantity="3", shipped="0").content.decode()
    assert f'value="{NUMBER}"' in html
    assert "SF Express" in html
    assert 'value="3"' in html
    html = world.first.post(task, "ship", scan="1", photo=empty(), quantity="3").content.decode()
    assert "No bar code" in html
    assert world.first.task(task.id).shipped == 0


def test_the_sheet_alone_brings_the_script(world: World, task):
    assert b"portals/scan" not in world.first.client.get("/supplier/").content
    assert b"portals/scan" in world.first.client.get(f"/supplier/tasks/{task.id}/ship/").content


def test_a_stranger_scans_nothing(client):
    assert client.post("/supplier/scan/", {"code": NUMBER}).status_code in (302, 401, 403)


@needs_data
def test_the_carrier_of_a_real_number_is_preselected_or_asked_for_and_never_a_wrong_one():
    right, asked = 0, []
    for carrier, _, number, is_valid in recorded():
        if not is_valid:
            continue
        chosen = carrier_part(number).chosen
        # The postal union's numbers are those of the country's post, where that is known.
        right += chosen == carrier or (carrier == "postal" and chosen in {"royal_mail", "usps"})
        asked += [] if chosen else [number]
    assert (right, len(asked)) == (187, 5)
