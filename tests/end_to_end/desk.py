"""The review desk of a study as a person has it: JupyterLab, a browser, and hands on it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.browser import CTRL, SHIFT, Page, chromium

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*token=\w+")
_BUSY = "/\\*/.test(document.querySelector('.jp-InputPrompt').textContent)"
_OPENED = "document.querySelector('.desk:not([data-old]) .desk-panel h3') !== null"
_CHOSEN = "document.querySelector('.desk-row[aria-selected=true]')?.dataset.at"
_PLAIN = """(() => {
  for (const part of document.querySelectorAll(".desk-text span[data-start]")) {
    const found = /[A-Za-z]{3,}/.exec(part.textContent);
    const start = Number(part.dataset.start) + (found?.index ?? 0);
    if (found) return [start, start + found[0].length];
  }
  return null;
})()"""
_BOXES = """(() => {
  const text = document.querySelector(".desk-text");
  text.scrollIntoView({block: "center"});
  const place = (wanted) => {
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let seen = 0; walk.nextNode(); seen += walk.currentNode.length)
      if (seen + walk.currentNode.length > wanted) return [walk.currentNode, wanted - seen];
  };
  const [first, start] = place(%d), [last, end] = place(%d - 1);
  const range = document.createRange();
  range.setStart(first, start);
  range.setEnd(last, end + 1);
  const boxes = [...range.getClientRects()], a = boxes[0], b = boxes.at(-1);
  return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2];
})()"""


@dataclass
class Laboratory:
    """A running JupyterLab on the desk of a study: its address, and where it keeps things."""

    address: str
    home: Path


def laboratory(study: Path, home: Path) -> AbstractContextManager[Laboratory]:
    """`insight review` on `study`."""
    return _running(["insight", "review", str(study), "--no-browser"], home)


def notebooks(folder: Path, name: str, home: Path) -> AbstractContextManager[Laboratory]:
    """JupyterLab on the notebook called `name` in `folder`."""
    told = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": folder,
        "ServerApp.open_browser": False,
        "LabApp.default_url": f"/doc/tree/{name}",
        "LabApp.news_url": None,
    }
    return _running(["jupyterlab", *(f"--{one}={value}" for one, value in told.items())], home)


@contextmanager
def _running(module: list[str], home: Path) -> Iterator[Laboratory]:
    """A module that starts JupyterLab, whose settings and histories lie in `home`."""
    home.mkdir(parents=True, exist_ok=True)
    root = json.dumps({"ServerApp": {"allow_root": True}})
    (home / "jupyter_server_config.json").write_text(root)
    homes = {
        "JUPYTER_CONFIG_DIR": home,
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
    }
    told = os.environ | {name: str(path) for name, path in homes.items()}
    told |= {"PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", *module]
    log = home / "log.txt"
    with log.open("w") as out:
        running = subprocess.Popen(
            command, env=told, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield Laboratory(_address(log, running), home)
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=60)


def _address(log: Path, running: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 120
    while time.monotonic() < until and running.poll() is None:
        if found := _ADDRESS.search(log.read_text()):
            return found[0]
        time.sleep(0.2)
    raise TimeoutError("JupyterLab did not start")


class Hands:
    """What a person does at the desk, and sees of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def load(self, lab: Laboratory) -> None:
        """Open the notebook, or load its page anew."""
        self.page.go(lab.address)
        self.page.wait("document.querySelector('.jp-Notebook .jp-CodeCell')", "the notebook")

    def reload(self, lab: Laboratory) -> None:
        """Save the notebook, and load its page anew: the desk is there without being run again."""
        self.page.key("s", CTRL)
        time.sleep(2)
        self.load(lab)
        self.page.wait("document.querySelector('.desk-panel h3')", "the desk, not run again")

    def run_cell(self, opened: str = _OPENED) -> None:
        """Press Shift+Enter in the cell until `opened`, should the notebook not be ready yet."""
        idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
        self.page.run("document.querySelector('.desk')?.setAttribute('data-old', '')")
        self.page.wait(f"document.querySelector('{idle}')", "a kernel")
        until = time.monotonic() + 300
        while time.monotonic() < until:
            if not self.page.run(_BUSY):
                self.page.click(".jp-CodeCell .cm-content")
                self.page.key("Enter", SHIFT)
            for _ in range(25):
                if self.page.run(opened):
                    return
                time.sleep(0.2)
            while self.page.run(_BUSY) and time.monotonic() < until:
                time.sleep(0.2)
        raise TimeoutError("the desk")

    def restart_kernel(self) -> None:
        """As when the machine slept too long: everything that was in memory is gone."""
        self.page.click('[data-command="notebook:restart-kernel"]')
        self.page.click(".jp-Dialog .jp-mod-accept")
        time.sleep(3)

    def text(self, selector: str) -> str:
        """What stands in the first element that `selector` names."""
        return str(self.page.run(f"document.querySelector({json.dumps(selector)})?.textContent"))

    def name(self, by: str) -> None:
        """Say who decides."""
        self.page.click("[data-key=by]")
        self.page.run("document.activeElement.select()")
        self.page.write(by)
        self.page.key("Enter")
        self.page.wait(
            f"document.querySelector('.desk-status').textContent.includes({json.dumps(by)})"
        )

    def pane(self, name: str) -> None:
        """Turn to a pane, with the focus on its list."""
        self._unsaid()
        self.page.click(f"[data-pane={name}]")
        self.page.wait(f"document.querySelector('[data-pane={name}]').ariaSelected === 'true'")
        self.settled()
        self.page.run("document.querySelector('.desk-list').focus()")

    def settled(self) -> None:
        """Until the panel shows what is chosen in the list, as the kernel has it."""
        self.page.wait(
            "(() => { const row = document.querySelector('.desk-row[aria-selected=true]');"
            "return row && document.querySelector('.desk-quiet').textContent.includes("
            "`${(Number(row.dataset.at) + 1).toLocaleString('en-GB')} of `); })()"
        )

    def go(self, at: int) -> None:
        """Choose line `at` of the list, key by key from its beginning."""
        self.page.run("document.querySelector('.desk-list').focus()")
        self._unsaid()
        self.page.key("Home")
        for _ in range(at):
            self.page.key("j")
        self.page.wait(f"{_CHOSEN} === '{at}'")
        self.settled()

    def _unsaid(self) -> None:
        """Forget what was said last, so that what is said next is of what is done next."""
        self.page.run("document.querySelector('.desk-quiet').textContent = ''")

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press a key that decides something, and wait until it is said to be saved."""
        self._unsaid()
        self.page.key(key, modifiers)
        self.page.wait("/saved/.test(document.querySelector('.desk-quiet').textContent)")

    def stands(self, at: int, mark: str) -> None:
        """Wait until the list says `mark` of line `at`."""
        sign = f'.desk-row[data-at="{at}"] .desk-sign'
        told = f"document.querySelector({json.dumps(sign)})?.textContent"
        self.page.wait(f"{told} === {json.dumps(mark)}", f"line {at} is not {mark}")

    def plain_word(self) -> tuple[int, int]:
        """Where a word of the text stands that is neither found nor judged."""
        start, end = self.page.run(_PLAIN)
        return start, end

    def drag_over(self, start: int, end: int) -> None:
        """Mark the letters `start` to `end` of the text with the mouse."""
        box = self.page.run(_BOXES % (start, end))
        self.page.drag((box[0], box[1]), (box[2], box[3]))


@contextmanager
def at_desk(study: Path, home: Path) -> Iterator[tuple[Hands, Laboratory]]:
    """A person at the desk of `study`."""
    with laboratory(study, home) as lab, chromium() as page:
        page.size(1400, 1000)
        hands = Hands(page)
        hands.load(lab)
        hands.run_cell()
        yield hands, lab
