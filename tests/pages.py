"What the browser tests share: a headless Chromium, screenshots, and notebooks shown by Voila."
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

CHROMIUM = Path('/usr/bin/chromium')
ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
             '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
             '--disable-quic', '--no-proxy-server',
             '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']  # offline
WEB = Path(__file__).parents[1]/'aoi_nb'/'labelling'/'web'
NO_NETWORK = re.compile('ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|E50[0-9]')
FONTS = 'https://cdn.jsdelivr.net/npm/@fortawesome/'  # icons that Voila's own page asks for, and does without


@pytest.fixture(scope='module')  # not the session: no other event loop can start in a process while Playwright runs
def browser():
    "A headless Chromium that draws in software."
    playwright = pytest.importorskip('playwright.sync_api', reason='browser tests need Playwright')
    if not CHROMIUM.exists():
        pytest.skip(f'browser tests need {CHROMIUM}')
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    "An empty page of each test; see open_page."
    with open_page(browser) as page:
        yield page


@pytest.fixture(scope='module')
def npm(tmp_path_factory):
    "Function that runs an npm script in a copy of the folder, its packages installed as the lock file says."
    program = shutil.which('npm')
    if not program:
        pytest.skip('npm is not installed')
    copy = tmp_path_factory.mktemp('web')/'web'
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns('node_modules', 'bundles'))

    def run(*arguments):
        return subprocess.run([program, *arguments], cwd=copy, capture_output=True, text=True, timeout=300,
                              env={**os.environ, 'NO_COLOR': '1'})

    installed = run('ci', '--ignore-scripts', '--no-audit', '--no-fund')
    if installed.returncode and NO_NETWORK.search(installed.stderr):
        pytest.skip(f'npm has no way to its registry: {installed.stderr[-300:]}')
    assert installed.returncode == 0, installed.stderr[-2000:]
    run.folder = copy
    return run


@contextmanager
def open_page(browser):
    "An empty page; fails at its end where a script threw or anything outside this machine was asked for."
    context = browser.new_context(viewport={'width': 1280, 'height': 900}, accept_downloads=True)
    context.set_default_timeout(90_000)  # ms; a busy machine is slow, and only what fails waits so long
    page, errors, outside = context.new_page(), [], []
    page.on('pageerror', lambda error: errors.append(str(error)))
    page.on('request', lambda request: outside.append(request.url) if is_outside(request.url) else None)
    yield page
    context.close()
    assert not errors, f'a script of the page failed: {errors}'
    assert not outside, f'the page asked for {outside}: it has to work offline'


def is_outside(address):
    "Whether an address leads away from this machine."
    parts = urlsplit(address)
    return (parts.scheme in ('http', 'https', 'ws', 'wss') and parts.hostname not in ('127.0.0.1', 'localhost')
            and not address.startswith(FONTS))


@pytest.fixture
def shoot(tmp_path):
    "Function `(page or locator, name) -> path` that leaves a picture in $AOI_SCREENSHOTS, else in `screenshots/`."
    folder = Path(os.environ.get('AOI_SCREENSHOTS') or tmp_path/'screenshots')
    folder.mkdir(parents=True, exist_ok=True)

    def shoot(target, name):
        path = folder/f'{name}.png'
        target.screenshot(path=str(path))
        return path
    return shoot


@pytest.fixture(scope='module')
def voila(tmp_path_factory):
    "A Voila server on the loopback, with a token, of a folder of notebooks; see Voila."
    pytest.importorskip('voila', reason='widget tests need Voila')
    server = Voila(tmp_path_factory.mktemp('voila'))
    yield server
    server.stop()


@pytest.fixture(scope='module')
def jupyterlab(tmp_path_factory):
    "A JupyterLab on the loopback, with a token; see JupyterLab."
    pytest.importorskip('jupyterlab', reason='these tests need JupyterLab')
    server = JupyterLab(tmp_path_factory.mktemp('lab'))
    yield server
    server.stop()


class Server:
    "A running server of notebooks; kernels work in `folder`."
    module, options, secret, home_page = '', (), 'token', '/'

    def __init__(self, folder):
        self.folder, self.token, self.count = folder, secrets.token_hex(16), 0
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.address = f'http://127.0.0.1:{free.getsockname()[1]}'
        self.log = folder/'server.log'
        home = folder/'home'
        names = ('JUPYTER_CONFIG_DIR', 'JUPYTER_RUNTIME_DIR', 'JUPYTER_DATA_DIR', 'IPYTHONDIR',
                 'JUPYTERLAB_SETTINGS_DIR', 'JUPYTERLAB_WORKSPACES_DIR')
        environment = {**os.environ, **{name: str(home/name.lower()) for name in names}}
        with self.log.open('w') as log:
            self.process = subprocess.Popen(
                [sys.executable, '-m', self.module, str(folder), '--no-browser', *self.options,
                 f'--port={urlsplit(self.address).port}', f'--{self.secret}={self.token}'],
                stdout=log, stderr=subprocess.STDOUT, env=environment)
        wait_for(self.answers, 120, self.log)

    def answers(self):
        "Whether the server is up."
        if self.process.poll() is not None:
            pytest.fail(f'{self.module} ended: {self.log.read_text()[-2000:]}')
        try:
            return urlopen(f'{self.address}{self.home_page}?token={self.token}', timeout=5).status == 200
        except (URLError, OSError):
            return False

    def write(self, cells):
        "A notebook of these cells, and its name."
        import nbformat

        self.count += 1
        name = f'notebook_{self.count}.ipynb'
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata.kernelspec = {'name': 'python3', 'display_name': 'python3', 'language': 'python'}
        nbformat.write(notebook, self.folder/name)
        return name

    def stop(self):
        "End the server and its kernels."
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Voila(Server):
    "`show` puts cells into a notebook and opens it as a page."
    module, options = 'voila', ('--Voila.ip=127.0.0.1', '--Voila.port_retries=0')

    def show(self,
             page,  # Playwright page
             *cells,  # source of each code cell; the kernel works in self.folder
             wait='canvas',  # selector of what shows that the widget is there
             timeout=120,  # seconds to wait for it
             ):  # the page
        "Open a notebook of these cells, and wait until its widget is visible."
        page.goto(f'{self.address}/voila/render/{self.write(cells)}?token={self.token}', timeout=1000*timeout)
        page.locator(wait).first.wait_for(timeout=1000*timeout)
        return page


class JupyterLab(Server):
    "`show` puts cells into a notebook, opens it and runs all of them."
    module, secret, home_page = 'jupyterlab', 'IdentityProvider.token', '/lab'
    options = ('--ServerApp.ip=127.0.0.1', '--ServerApp.port_retries=0', '--allow-root',
               '--LabApp.news_url=', '--LabApp.extension_manager=readonly')

    def show(self, page, *cells, wait='canvas', timeout=120):
        "Open a notebook of these cells, run them, and wait until its widget is visible."
        page.goto(f'{self.address}/lab/tree/{self.write(cells)}?reset&token={self.token}', timeout=1000*timeout)
        page.locator('.jp-Notebook .jp-Cell').first.wait_for(timeout=1000*timeout)
        page.get_by_text('| Idle').wait_for(timeout=1000*timeout)  # before, JupyterLab forgets what it is to run
        page.locator('.jp-Cell .cm-content').first.click()
        page.keyboard.press('Shift+Enter')
        page.locator(wait).first.wait_for(timeout=1000*timeout)
        return page


def wait_for(condition,  # function without arguments
             seconds=90,  # a busy machine is slow, and only what fails waits so long
             note='',  # a log file, whose end is shown, or text
             ):  # what the condition gives, once that is true
    "Ask until it holds: for what happens in a kernel or on the disk, which the browser cannot wait for."
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            pytest.fail(f'not within {seconds} s. {note.read_text()[-2000:] if isinstance(note, Path) else note}')
        time.sleep(0.02)
    return result
