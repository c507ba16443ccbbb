"Pages shown by command: a browser reaches them without a token in sight, and nothing is left when the command ends."
import json
import os
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest
from pages import wait_for

from aoi_nb.core.files import BadInput, project_path
from aoi_nb.core.processes import private_folder

psutil = pytest.importorskip('psutil')
pytest.importorskip('voila', reason='pages are shown by Voila')
from aoi_nb.labelling.server import page_cell, running_page, write_notebook, write_redirect

NOTE = '''#!/bin/sh
cp "${1#file://}" "$NOTES/opened.html"
stat -c %A "${1#file://}" >"$NOTES/rights"
echo "$@" >"$NOTES/asked"
'''  # a browser that takes notes


@pytest.fixture
def boards(tmp_path):
    "Two photographs of the demo."
    folder = tmp_path/'boards'
    folder.mkdir()
    for file in sorted(project_path('data', 'boards').glob('*.png'))[:2]:
        shutil.copy(file, folder)
    return folder


class Command:
    "`aoi label` in a terminal of its own, its page opened once; what it started."

    def __init__(self, boards, folder):
        browser, self.notes = folder/'browser', folder/'notes'
        self.notes.mkdir()
        browser.write_text(NOTE)
        browser.chmod(0o755)
        environment = {**os.environ, 'BROWSER': str(browser), 'NOTES': str(self.notes), 'TMPDIR': str(folder)}
        self.terminal, inner = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, '-m', 'aoi_nb.cli', 'label', boards], stdin=inner, stdout=inner, stderr=inner,
            env=environment, start_new_session=True, preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)))
        os.close(inner)
        self.said = ''
        wait_for(self.is_told, 60)
        wait_for(lambda: (self.notes/'asked').exists(), 60)
        self.address = re.search(r'http://\S+', self.said)[0]
        self.token = self.address.partition('token=')[2]
        self.page = build_opener(ProxyHandler({})).open(self.address, timeout=120).read().decode()
        self.server, = psutil.Process(self.process.pid).children()
        self.kernel, = self.server.children()
        self.home = Path(re.search(r'file://(\S+)/open\.html', (self.notes/'asked').read_text())[1])

    def is_told(self):
        "Whether the address stands on the terminal."
        self.said += os.read(self.terminal, 4096).decode()
        return 'ends it' in self.said

    def is_over(self):
        "Whether nothing is left."
        self.process.poll()
        return not (self.home.exists() or any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE
                                              for one in (self.server, self.kernel)))


@pytest.fixture
def command(boards, tmp_path):
    "Such a command, ended in any case."
    command = Command(boards, tmp_path)
    yield command
    for process in (command.process, command.server, command.kernel):
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    command.process.wait()


def test_a_closed_terminal_leaves_nothing_and_the_token_is_never_in_sight(command):
    shown = [' '.join(process.info['cmdline'] or ()) for process in psutil.process_iter(['cmdline'])]
    assert command.token and not [line for line in shown if command.token in line]
    assert command.token not in (command.notes/'asked').read_text()
    assert command.token in (command.notes/'opened.html').read_text()
    assert (command.notes/'rights').read_text() == '-rw-------\n'
    assert stat.S_IMODE(command.home.stat().st_mode) == 0o700
    listening = [one.laddr for one in command.kernel.net_connections('tcp') if one.status == psutil.CONN_LISTEN]
    assert len(listening) <= 1  # ipykernel's own: it takes the output of forked children, with a secret
    assert len(list(command.home.rglob('kernel-*-ipc-*'))) == 5
    assert 'application/vnd.jupyter.widget-view+json' in command.page and 'role="alert"' not in command.page
    os.close(command.terminal)
    wait_for(command.is_over, 30)
    assert command.process.wait(10) == 130


@pytest.mark.parametrize('whom', ('command', 'server'))
def test_an_outright_kill_leaves_nothing(command, whom):
    (command.process if whom == 'command' else command.server).send_signal(signal.SIGKILL)
    wait_for(command.is_over, 30)
    assert command.process.wait(10) == (-signal.SIGKILL if whom == 'command' else 0)


def test_a_kill_before_the_server_answers_leaves_nothing(boards):
    with private_folder() as home:
        write_notebook(home, 'Corners', page_cell('label', boards, ''))
        server = subprocess.Popen([sys.executable, '-m', 'aoi_nb.labelling.page_server'], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        server.stdin.write(json.dumps({'folder': str(home), 'ports': [0], 'token': 'x'*20}).encode() + b'\n')
        server.stdin.close()
        server.stdout.close()
        server.wait(120)
        assert not home.exists()


def test_pages_started_together_never_share_a_port(boards):
    with ExitStack() as open_ones, ThreadPoolExecutor(3) as pool:
        pages = list(pool.map(lambda _: open_ones.enter_context(running_page('label', boards)), range(3)))
        ports = {urlsplit(address).port for address, *_ in pages}
        assert len(ports) == 3
        with pytest.raises(BadInput, match='a free port: --port'), running_page('label', boards, port=min(ports)):
            pass


def test_the_first_word_comes_before_the_server(command):
    assert re.match(r'label +is opened, some seconds', command.said)


def test_a_browser_reaches_the_page_by_the_file(page, boards):
    with running_page('label', boards) as (address, _, home):
        page.goto(write_redirect(home, address).as_uri())
        page.locator('canvas').first.wait_for(timeout=120_000)
        assert page.url.startswith(address.split('?')[0])
