"""A headless Chromium, spoken to in its own protocol: no driver to install, no network."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
PATIENCE = 60.0
CTRL, SHIFT = 2, 8
_CODES = {
    "Enter": ("Enter", 13, "\r"),
    "Tab": ("Tab", 9, ""),
    "Escape": ("Escape", 27, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "End": ("End", 35, ""),
    "Home": ("Home", 36, ""),
}
_MIDDLE = """(() => {
  const one = document.querySelector(%s);
  if (!one) return 0;
  one.scrollIntoView({block: "center"});
  const box = one.getBoundingClientRect();
  return box.width ? [box.x + box.width / 2, box.y + box.height / 2] : 0;
})()"""


class Page:
    """One tab: what it shows, and a person's hands on it."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._asked = 0
        self._session = ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Page.enable")

    def _send(self, asked: dict[str, Any]) -> None:
        session = {"sessionId": self._session} if self._session else {}
        self._socket.send(json.dumps(asked | session))

    def _ask(self, method: str, **told: Any) -> dict[str, Any]:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": told})
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "Page.javascriptDialogOpening":
                accept = {"method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
                self._send({"id": 0} | accept)
            if answer.get("id") == self._asked:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def go(self, url: str) -> None:
        self._ask("Page.navigate", url=url)

    def size(self, width: int, height: int, *, zoom: float = 1.0) -> None:
        """A window so large; at zoom 2 everything is twice as large, as Ctrl and + make it."""
        told = {"width": int(width / zoom), "height": int(height / zoom), "deviceScaleFactor": zoom}
        self._ask("Emulation.setDeviceMetricsOverride", **told, mobile=False)

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are awaited."""
        told = self._ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in told:
            raise RuntimeError(json.dumps(told["exceptionDetails"])[:2000])
        return told["result"].get("value")

    def wait(self, script: str, what: str = "", patience: float = PATIENCE) -> Any:
        """The first value of an expression that is true."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if value := self.run(f"(told => told instanceof Node || told)({script})"):
                return value
            time.sleep(0.05)
        raise TimeoutError(what or script)

    def key(self, key: str, modifiers: int = 0) -> None:
        """Press one key where the focus is."""
        name, code, text = _CODES.get(key, (key, ord(key.upper()) if len(key) == 1 else 0, key))
        told = {"key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        typed = {"text": text} if text and not modifiers & CTRL else {}
        self._ask("Input.dispatchKeyEvent", type="keyDown", **told, **typed)
        self._ask("Input.dispatchKeyEvent", type="keyUp", **told)

    def write(self, text: str) -> None:
        """Type `text` where the focus is."""
        self._ask("Input.insertText", text=text)

    def _mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        told = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        self._ask("Input.dispatchMouseEvent", **(told | more))

    def click(self, selector: str) -> None:
        """Click on the middle of the first element that `selector` names."""
        at = self.wait(_MIDDLE % json.dumps(selector), f"nothing to click at {selector}")
        self._mouse("mousePressed", *at)
        self._mouse("mouseReleased", *at)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag the mouse, as one marks words."""
        self._mouse("mousePressed", *start)
        self._mouse("mouseMoved", *end, buttons=1)
        self._mouse("mouseReleased", *end)

    def shot(self, path: Path) -> None:
        """A picture of what is in sight."""
        told = self._ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(told["data"]))


@contextmanager
def chromium(*flags: str) -> Iterator[Page]:
    """A browser with one empty tab, gone afterwards with all it kept; `flags` as it knows them."""
    import websocket

    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [
                *(CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--disable-dev-shm-usage", "--no-first-run", "--disable-extensions"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--remote-debugging-port=0", f"--user-data-dir={profile}"),
                *(*flags, "about:blank"),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert browser.stderr is not None
            told = next(filter(None, (re.search(r"ws://\S+", line) for line in browser.stderr)))
            socket = websocket.create_connection(told[0], timeout=PATIENCE, suppress_origin=True)
            yield Page(socket)
            socket.close()
        finally:
            browser.terminate()
            browser.wait(timeout=30)
