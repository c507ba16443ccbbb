"Requests of other sites, other accounts and broken clients to the server of a page: nothing is served, nothing fails."
import base64
import json
import re
import socket
from collections import Counter
from urllib.parse import urlsplit

from aoi_nb.labelling.server import running_page

FULL, PATIENCE = 4000, 5  # requests; seconds for an answer
PRIVATE = ('/', '/page.ipynb', '/api/kernels/{kernel}', '/api/kernels/{kernel}/channels', '/voila/render/page.ipynb',
           '/voila/files/page.ipynb', '/voila/files/log.txt', '/voila/api/shutdown/{kernel}', '/voila/tree',
           '/voila/execution/{kernel}', '/voila/query/{kernel}', '/terminals', '/api/contents', '/api/sessions')
SHARED = ('/login', '/voila/static/voila.js', '/voila/static/style/style.min.css')  # what a page without secrets needs
ROOTS = ('/voila/files/', '/voila/static/', '/voila/templates/lab/static/', '/voila/labextensions/',
         '/voila/api/themes/')
STEPS = ('../', '..%2f', '%2e%2e/', '..\\', '....//', '%252e%252e/', '/', '%00../')
FOREIGN = ('evil.example', 'evil.example:{port}', '127.0.0.1.evil.example:{port}', '127.0.0.1:{other}', '127.0.0.1',
           '127.0.0.1:{port}@evil.example', '0.0.0.0:{port}', '[::]:{port}', '2130706433:{port}', '', ' ',
           '127.0.0.1:{port}.', 'localhost:{port}/', 'ω.example:{port}', '*', '[::ffff:127.0.0.1]:{port}')
ORIGINS = ('http://evil.example', 'http://evil.example:{port}', 'https://127.0.0.1:{port}', 'null', 'file://', '',
           'http://127.0.0.1:{other}', 'http://127.0.0.1', 'http://127.0.0.1:{port}.evil.example', '*')
SOCKET = ('Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: ' + base64.b64encode(b'0123456789abcdef').decode())


class Target:
    "A running server, and what is needed to ask it."

    def __init__(self, address, draw):
        self.port, self.token, self.draw = urlsplit(address).port, urlsplit(address).query.removeprefix('token='), draw
        self.host = f'127.0.0.1:{self.port}'

    def fill(self, text):
        "A template with this server's ports, and an identifier of a kernel."
        kernel = '-'.join(f'{self.draw.getrandbits(4*n):0{n}x}' for n in (8, 4, 4, 4, 12))
        return text.replace('{port}', str(self.port)).replace('{other}', str(self.port ^ 1)).replace('{kernel}', kernel)

    def wrong_token(self):
        "Something like the token."
        draw, token = self.draw, self.token
        return draw.choice(('', token[:-1], token + 'a', token.swapcase(), 'ω', '%ff', 'a'*5000, f'{token}%00', '[]',
                            "' or 1=1 --", f'&token={token[1:]}', 'undefined'))

    def with_token(self, path, token):
        "A path and headers that carry a token, in one of the ways that there are."
        if self.draw.random() < 0.5:
            return f'{path}{"&" if "?" in path else "?"}token={token}', ()
        return path, (f'Authorization: token {token}',)

    def answer(self, data, half=False):
        "Status of the answer to some bytes and all of it; 0 for a connection that is closed, −1 for none in time."
        received = b''
        try:
            with socket.create_connection(('127.0.0.1', self.port), PATIENCE) as link:
                link.settimeout(PATIENCE)
                link.sendall(data)
                if half:
                    link.shutdown(socket.SHUT_WR)
                while not complete(received, data) and (part := link.recv(65536)):
                    received += part
        except TimeoutError:
            return -1, received
        except OSError:  # closed while we were sending
            pass
        words = received.split(None, 2)
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0, received


def complete(received, asked):
    "Whether an answer is whole: the connection may stay open after it."
    head, end, body = received.partition(b'\r\n\r\n')
    length = re.search(rb'(?i)content-length: (\d+)', head)
    bodiless = head.startswith(b'HTTP/1.1 101') or asked.startswith(b'HEAD')
    return bool(end) and (bodiless or (length is not None and len(body) >= int(length[1])))


def lines(*parts):
    "A request."
    return '\r\n'.join((*parts, '', '')).encode('utf-8', 'surrogateescape')


def foreign(target):
    "A request with the right token under a foreign name, or by a page of another site."
    draw, path = target.draw, target.fill(target.draw.choice((*PRIVATE, *SHARED)))
    path, headers = target.with_token(path, target.token)
    origin = target.fill(draw.choice(ORIGINS))
    host, more = draw.choice(((target.fill(draw.choice(FOREIGN)), ()), (target.host, (f'Origin: {origin}',)),
                              (target.host, ('Host: evil.example',)), (target.host, (f'Origin: {origin}', *SOCKET))))
    method = draw.choice(('GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE'))
    close = () if SOCKET[1] in more else ('Connection: close',)
    data = lines(f'{method} {path} HTTP/1.1', f'Host: {host}', *headers, *more, *close)
    return data, lambda status, content: status in (0, 400, 403, 404, 405)


def unknown(target):
    "A request without the right token."
    path, headers = target.with_token(target.fill(target.draw.choice(PRIVATE)), target.wrong_token())
    own = f'Origin: http://{target.host}'
    more = target.draw.choice(((), SOCKET, (own, *SOCKET), ('Cookie: username-x=ω; _xsrf=1',)))
    close = () if more[-4:] == SOCKET else ('Connection: close',)
    method = target.draw.choice(('GET', 'GET', 'POST', 'HEAD', 'DELETE', 'PUT'))
    data = lines(f'{method} {path} HTTP/1.1', f'Host: {target.host}', *headers, *more, *close)
    return data, lambda status, content: status in (0, 302, 400, 403, 404, 405, 431) and b'page_server' not in content


def climbing(target):
    "The right token and a path that leads out of the folder."
    steps = target.draw.choice(STEPS)*target.draw.randint(1, 9)
    end = target.draw.choice(('etc/passwd', 'page.ipynb', 'log.txt', 'proc/self/environ', 'etc/passwd%00.js'))
    path, headers = target.with_token(target.draw.choice(ROOTS) + steps + end, target.token)
    data = lines(f'GET {path} HTTP/1.1', f'Host: {target.host}', *headers, 'Connection: close')
    secret = (b'root:', b'open_page', b'PATH=', b'Voil')
    return data, lambda status, content: not any(part in content for part in secret)


def broken(target):
    "A request that is none, with the right token."
    draw, close, form = target.draw, 'Connection: close', 'Content-Type: application/x-www-form-urlencoded'
    own = (f'Host: {target.host}', f'Authorization: token {target.token}')
    head, end = ('POST /login HTTP/1.1', *own), target.fill('POST /voila/api/shutdown/{kernel} HTTP/1.1')
    noise = draw.randbytes(draw.randint(1, 3000))
    half = json.dumps({'password': 'a'*draw.randint(1, 99)})[:-draw.randint(1, 9)].encode()
    content = draw.choice((
        noise, lines(*head, 'Content-Length: -1'), lines(*head, 'Content-Length: 9999999999999'),
        lines(*head, 'Content-Length: 5', 'Content-Length: 6') + b'abcde',
        lines(end, *own, 'Transfer-Encoding: chunked') + noise,
        lines(end, *own, f'Content-Length: {len(half)}', 'Content-Type: application/json', close) + half,
        lines(end, *own, 'Content-Length: 9', form, close) + b'token=%ff',
        lines(end, *own, 'Content-Length: 2000000', close) + b'a'*2_000_000,
        lines('GET / HTTP/1.1', own[0], 'X: ' + 'a'*200_000), lines(*head, *(f'X-{k}: y' for k in range(9000))),
        lines('GET http://evil.example/ HTTP/1.1', own[0], close),
        lines('CONNECT evil.example:80 HTTP/1.1', *own, close),
        lines('GET /\0 HTTP/1.1', own[0]), lines(*head)[:-2], b'\r\n'*500, lines('GET /login HTTP/0.9'),
        lines(f'GET /voila/templates/{draw.choice("a/")} HTTP/1.1', *own, close),
        lines(f'GET /{"a"*70_000} HTTP/1.1', own[0], close)))
    return content, lambda status, content: status < 500 and not (200 <= status < 300 and b'page_server' in content)


def attack(count, draw, folder):
    "What happened to so many requests."
    counts = Counter(tried=count)
    with running_page('label', folder) as (address, _, home):
        target = Target(address, draw)
        for number in range(count):
            make = (foreign, unknown, climbing, broken)[number % 4]
            data, right = make(target)
            status, content = target.answer(data, half=make is broken)
            counts[make.__name__] += 1
            if status == -1:
                counts['hang'] += 1
            elif status >= 500:
                counts['traceback'] += 1
            elif not right(status, content):
                counts['wrong pass'] += 1
        sound = lines(f'GET /login?token={target.token} HTTP/1.1', f'Host: {target.host}', 'Connection: close')
        counts['refused though sound'] += target.answer(sound)[0] not in (200, 302)
        counts['wrong pass'] += len(list(home.rglob('kernel-*.json')))  # kernels that somebody has started
        counts['traceback'] += (home/'log.txt').read_text(errors='replace').count('Traceback')
    return counts
