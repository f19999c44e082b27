"""Messages and files over the API: each side reads what is for it, and sends what the other side reads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def send_file(token: str, path: str, name: str, body: bytes, text: str = ""):
    client = Client(raise_request_exception=False)
    data = {"text": text, "files": SimpleUploadedFile(name, body)}
    return client.post(f"/api/v1{path}", data, headers={"Authorization": f"Bearer {token}"})


def test_staff_write_to_the_team_and_to_a_supplier(ours, operator, seller):
    order_id, task_id = ours.ids["order_id"], ours.companies[0].task_ids[0]
    team = operator.post(f"/orders/{order_id}/messages", {"text": "Repeat buyer"})
    assert operator.status == 201
    assert (team["audience"], team["task_id"], team["author"]) == ("team", None, "Ours operator key")
    told = operator.post(f"/tasks/{task_id}/messages", {"text": "When?"})
    assert (told["audience"], told["task_id"]) == ("supplier", str(task_id))
    listed = operator.get(f"/orders/{order_id}/messages?limit=2")
    assert [one["text"] for one in listed["items"]] == ["When?", "Repeat buyer"]
    assert listed["next_cursor"]
    theirs = seller.get(f"/tasks/{task_id}/messages")["items"]
    assert [(one["text"], one["author"]) for one in theirs] == [("When?", ""), ("Ours-S0 words", "")]


def test_a_supplier_answers_and_reads_no_more_than_its_own(ours, operator, seller):
    mine, neighbours = ours.companies[0].task_ids[0], ours.companies[1].task_ids[0]
    seller.post(f"/tasks/{mine}/messages", {"text": "On Monday"})
    assert seller.status == 201
    assert operator.get(f"/tasks/{mine}/messages")["items"][0]["author"] == "Ours-S0 key"
    for path in (f"/tasks/{neighbours}/messages", f"/orders/{ours.ids['order_id']}/messages"):
        assert seller.get(path)["code"] in {"not_found", "not_allowed"}
        assert seller.post(path, {"text": "x"})["code"] in {"not_found", "not_allowed"}


def test_files_go_both_ways_and_are_saved_never_shown(ours, operator, seller):
    task_id = ours.companies[0].task_ids[0]
    sent = send_file(seller.token, f"/tasks/{task_id}/files", "kiln.html", b"<script>", text="Cracked")
    assert sent.status_code == 201
    (file,) = sent.json()["files"]
    assert (file["name"], file["size"], file["width"]) == ("kiln.html", 8, None)
    for program in (operator, seller):
        answer = program.client.get(
            f"/api/v1/files/{file['id']}", headers={"Authorization": f"Bearer {program.token}"}
        )
        assert b"".join(answer.streaming_content) == b"<script>"
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="kiln.html"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_is_hidden_from_the_neighbour_and_from_suppliers(ours, operator, seller):
    secret = send_file(operator.token, f"/orders/{ours.ids['order_id']}/files", "a.txt", b"secret").json()
    neighbours = send_file(
        ours.companies[1].token, f"/tasks/{ours.companies[1].task_ids[0]}/files", "b.txt", b"theirs"
    ).json()
    for made in (secret, neighbours):
        assert seller.get(f"/files/{made['files'][0]['id']}")["code"] == "not_found"


def test_a_request_with_a_key_writes_once(ours, operator):
    order_id = ours.ids["order_id"]
    first = operator.post(f"/orders/{order_id}/messages", {"text": "Once"}, Idempotency_Key="k1")
    assert operator.post(f"/orders/{order_id}/messages", {"text": "Once"}, Idempotency_Key="k1") == first
    texts = [one["text"] for one in operator.get(f"/orders/{order_id}/messages")["items"]]
    assert texts.count("Once") == 1


def test_what_cannot_be_written_is_refused(ours, operator):
    order_id = ours.ids["order_id"]
    assert operator.post(f"/orders/{order_id}/messages", {"text": " "})["code"] == "invalid"
    assert operator.post(f"/orders/{order_id}/messages", {"text": "x", "reader": "all"})["code"] == "invalid"
    assert send_file(operator.token, f"/orders/{order_id}/files", "a.jpg", b"").status_code == 422
    assert operator.post(f"/tasks/{order_id}/messages", {"text": "x"})["code"] == "not_found"
