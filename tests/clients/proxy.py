"""An nginx that a normal user starts on free ports, and its certificate."""

import getpass
import os
import pwd
import re
import shutil
import ssl
import subprocess
import tempfile

from stage import free_port, listens, wait_for

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
# Where another user than root finds files.
SHARED = "/tmp"


def document(name):
    """Returns the text of a page of the documents."""
    with open(f"{os.path.dirname(os.path.abspath(__file__))}/../../docs/{name}") as file:
        return file.read()


class Proxy:
    """An nginx that a normal user starts, with one address for each of its servers."""

    def __init__(self, certificate=None):
        self.folder = tempfile.mkdtemp(dir=SHARED)
        self.certificate = certificate
        self.maps, self.servers = "", []

    def serve(self, upstream, directives, path="/", large_headers=False):
        """Adds a server in front of `upstream` and returns its host and port."""
        buffers = "large_client_header_buffers 4 20k;" if large_headers else ""
        port = free_port()
        secure = f"ssl_certificate {self.certificate}.pem; ssl_certificate_key {self.certificate}.key;"
        target = f"http://127.0.0.1:{upstream.port}" + ("/" if path != "/" else "")
        self.servers.append(
            f"server {{ listen 127.0.0.1:{port}{' ssl' if self.certificate else ''};"
            f" {secure if self.certificate else ''} {buffers}"
            f" location {path} {{ proxy_pass {target}; {directives} }} }}"
        )
        return f"127.0.0.1:{port}"

    def serve_as_documented(self, upstream):
        """Adds the server of docs/operations.md and returns its host and port."""
        text = document("operations.md")
        block = re.search(r"^    location / \{\n(?:     .*\n)*    \}\n", text, re.MULTILINE)[0]
        target = "proxy_pass http://127.0.0.1:8000;"
        if target not in block:
            raise AssertionError(block)
        self.maps = re.search(r"`(map \$http_upgrade .*?\})`", text)[1]
        return self.serve(upstream, block.split("{", 1)[1].rsplit("}", 1)[0].replace(target, ""))

    def serve_beside_django(self, upstream, django_port):
        """Adds the server of docs/from-django.md, which has Django on a port, and returns its host and port."""
        text = document("from-django.md")
        self.maps = re.search(r"^    (map .*)$", text, re.MULTILINE)[1]
        block = re.search(r"^    server \{\n        listen 80;\n((?:     .*\n)*)    \}\n", text, re.MULTILINE)[1]
        for documented, port in (("8000", upstream.port), ("8001", django_port)):
            block = block.replace(f"127.0.0.1:{documented};", f"127.0.0.1:{port};")
        port = free_port()
        secure = f"ssl_certificate {self.certificate}.pem; ssl_certificate_key {self.certificate}.key;"
        self.servers.append(f"server {{ listen 127.0.0.1:{port} ssl; {secure} {block} }}")
        return f"127.0.0.1:{port}"

    def start(self):
        temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in temporary)
        with open(f"{self.folder}/nginx.conf", "w") as file:
            file.write(
                f"daemon off; pid {self.folder}/pid; events {{}} http {{ access_log off; {paths} {self.maps} {' '.join(self.servers)} }}"
            )
        is_root = getpass.getuser() == "root"
        if is_root:
            nobody = pwd.getpwnam("nobody")
            for path in (self.folder, *([f"{self.certificate}.key"] if self.certificate else [])):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        log = f"{self.folder}/log"
        self.process = subprocess.Popen(
            [NGINX, "-p", self.folder, "-c", f"{self.folder}/nginx.conf", "-e", log],
            user="nobody" if is_root else None,
            group=nobody.pw_gid if is_root else None,
            extra_groups=[] if is_root else None,
            stderr=subprocess.DEVNULL,
        )
        ports = [int(server.split(";")[0].split(":")[1].split()[0]) for server in self.servers]
        ready = lambda: all(map(listens, ports)) or self.process.poll() is not None  # noqa: E731
        wait_for(ready, "nginx listens")
        if self.process.poll() is not None:
            raise AssertionError(open(log).read())

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder)


def make_certificate(folder):
    """Makes a certificate of 127.0.0.1 and returns a context that trusts it."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", f"{folder}/proxy.key", "-out", f"{folder}/proxy.pem"]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    os.chmod(folder, 0o755)
    return ssl.create_default_context(cafile=f"{folder}/proxy.pem")
