"""HTML in Python."""

from smallgestures.stripe_sandbox.page.markup import Html, join, tag


class TestTag:
    def test_escapes_text_and_attributes(self):
        made = tag("p", "<b>", tag("i", "&"), title='"><script>', aria_label="a")

        assert made == (
            '<p title="&quot;&gt;&lt;script&gt;" aria-label="a">&lt;b&gt;<i>&amp;</i></p>'
        )

    def test_leaves_out_what_is_not_there(self):
        assert tag("input", required=True, disabled=False, value=None) == "<input required>"
        assert join(None, Html("<br>"), "a") == "<br>a"
