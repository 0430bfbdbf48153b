"""A page of a server with a token: it is asked for once, and stands in no address that can be sent on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from chromium_page import AXE, MARKS, Page

from dorsum.view.page import STATIC
from dorsum.view.settings import Settings

pytestmark = MARKS
TOKEN = "correct-horse-battery-staple"


def test_the_token_is_given_once_and_stands_in_no_address(
    browser: Any, serve: Callable[..., AbstractContextManager[Any]], male: object
) -> None:
    with serve(Settings(port=0, token=TOKEN), STATIC) as server:
        page = Page(browser.new_page(), server.settings.address)
        asked: list[str] = []
        page.tab.on("request", lambda request: asked.append(request.url))
        page.forget("401 (Unauthorized)")
        page.tab.goto(f"{page.address}#v=2&m=pull")
        page.tab.wait_for_selector(".gate")
        page.tab.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.tab.evaluate("() => axe.run()")["violations"] == []
        page.tab.wait_for_selector("#token:focus")
        page.tab.keyboard.type(TOKEN[:-1])
        page.tab.keyboard.press("Enter")
        page.tab.wait_for_selector(".gate >> text=That is not the token.")
        page.tab.keyboard.type(TOKEN)
        page.tab.keyboard.press("Enter")
        page.tab.wait_for_selector("body[data-ready=true]")
        assert page.seen()["state"]["mode"] == "pull"
        assert page.tab.evaluate("() => document.cookie") == ""
        page.tab.reload()
        page.tab.wait_for_selector("body[data-ready=true]")

        browser.clear_cookies()
        page.tab.goto(f"{page.address}?other=1#token={TOKEN}&v=2&m=pull&sel=multifidus")
        page.tab.wait_for_selector("body[data-ready=true]")
        assert page.seen()["state"]["selected"] == "multifidus"
        assert page.tab.evaluate("() => location.search") == "?other=1"
        page.tab.click("[aria-label='Copy the link of this view']")
        assert TOKEN not in page.tab.evaluate("() => location.href")
        page.until(lambda s: s["pulled"])  # over the live line, which shows the cookie, too
        page.tab.go_back()
        assert TOKEN not in page.tab.url
        assert not page.wrong()
        page.tab.close()
    assert not [url for url in asked if TOKEN in url.partition("#")[0]]
