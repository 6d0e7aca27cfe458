"""How a message is shown in the mailbox."""

from smallgestures.web.sandbox.views import TextPart, parts_of


def test_links_of_a_message_can_be_followed():
    parts = parts_of("Hi,\n\nhttps://shop.example.com/x?a=1\n\nBye")

    assert parts == [
        TextPart("Hi,\n\n", ""),
        TextPart("https://shop.example.com/x?a=1", "https://shop.example.com/x?a=1"),
        TextPart("\n\nBye", ""),
    ]


def test_links_to_this_site_stay_on_the_address_one_came_by():
    (part,) = parts_of("http://localhost:3000/verify?token=abc")

    assert part == TextPart("http://localhost:3000/verify?token=abc", "/verify?token=abc")


def test_a_message_holds_no_other_kind_of_link():
    (part,) = parts_of("javascript:alert(1) data:text/html,x")

    assert part.href == ""
