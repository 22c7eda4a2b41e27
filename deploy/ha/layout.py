"""Where everything of a cluster on one machine is: folders, ports, secrets, and the files made of config/."""

import dataclasses
import json
import os
import pathlib
import pwd
import secrets
import shutil
import socket
import string

CONFIG = pathlib.Path(__file__).resolve().parent / "config"
# The front door, which reads its addresses from the environment.
FRONT = CONFIG.parents[1] / "front/haproxy.cfg"
MEMBERS = (1, 2, 3)
ADDRESS = "127.0.0.1"
_STATE = "cluster.json"
_LISTENERS = ("etcd", "etcd_peer", "postgres", "patroni", "node", "operators")


def servant():
    """Whom root runs it all as, because PostgreSQL refuses root: user and group. Others run it as themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return user.pw_uid, user.pw_gid


def free_ports(count):
    """All at once, so that none comes twice."""
    asked = [socket.socket() for _ in range(count)]
    try:
        for each in asked:
            each.bind((ADDRESS, 0))
        return [each.getsockname()[1] for each in asked]
    finally:
        for each in asked:
            each.close()


@dataclasses.dataclass(frozen=True)
class Layout:
    folder: pathlib.Path
    ports: dict
    serve: list  # what every node is given beside its file

    @classmethod
    def make(cls, folder, binary, catalogs, serve):
        """A new folder with copies of the program and the catalogues, and every configuration file."""
        for file in (binary, *catalogs):
            if not pathlib.Path(file).is_file():
                raise ValueError(f"there is no file {file}")
        folder = pathlib.Path(folder).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ValueError(f"{folder} is not empty")
        kinds = [f"{kind}_{member}" for member in MEMBERS for kind in _LISTENERS] + ["primary", "buyers", "trusted"]
        layout = cls(folder, dict(zip(kinds, free_ports(len(kinds)))), list(serve))
        layout.shared.mkdir(mode=0o700)
        shutil.copy2(binary, layout.program)
        for catalog in catalogs:
            layout.serve.extend(["--catalog", str(shutil.copy2(catalog, layout.shared))])
        layout._write()
        return layout

    @classmethod
    def load(cls, folder):
        state = pathlib.Path(folder) / _STATE
        if not state.is_file():
            raise ValueError(f"no cluster in {folder}: {_STATE} is missing")
        known = json.loads(state.read_text())
        return cls(state.parent.resolve(), known["ports"], known["serve"])

    def port(self, kind, member=None):
        return self.ports[kind if member is None else f"{kind}_{member}"]

    def of(self, kind, member):
        """The folder of one process."""
        return self.folder / f"{kind}-{member}"

    @property
    def shared(self):
        """What every node has a copy of on real machines."""
        return self.folder / "shared"

    @property
    def program(self):
        """A copy, which a build does not change and an unprivileged user may run."""
        return self.shared / "onsale"

    @property
    def url(self):
        """What buyers reach."""
        return f"http://{ADDRESS}:{self.port('buyers')}"

    @property
    def trusted_url(self):
        """What the shop reaches."""
        return f"http://{ADDRESS}:{self.port('trusted')}"

    @property
    def operator_url(self):
        """What the operators reach: one node, since each changes the sale of all."""
        return f"http://{ADDRESS}:{self.port('operators', 1)}"

    @property
    def front_environment(self):
        """The addresses of the front door."""
        listeners = {f"FRONT_{name.upper()}": f"{ADDRESS}:{self.port(name)}" for name in ("buyers", "trusted")}
        return listeners | {f"FRONT_NODE_{member}": f"{ADDRESS}:{self.port('node', member)}" for member in MEMBERS}

    @property
    def patroni_password(self):
        """Of what changes anything at Patroni's REST interface, for the user `patroni`."""
        return (self.shared / "patroni.password").read_text().strip()

    @property
    def store_url(self):
        """Its password is in password_file."""
        return f"postgresql://onsale@{ADDRESS}:{self.port('primary')}/onsale"

    @property
    def password_file(self):
        return self.shared / "pgpass"

    def password(self, user):
        lines = [line.split(":") for line in self.password_file.read_text().splitlines()]
        return next(line[4] for line in lines if line[3] == user)

    @property
    def owner_key_file(self):
        """The first access key, with all scopes; there is none until the tables are made."""
        return self.shared / "owner.key"

    def keep_owner_key(self, key):
        self._save(self.owner_key_file, key + "\n")
        if owner := servant():
            shutil.chown(self.owner_key_file, *owner)

    def _write(self):
        passwords = {user: secrets.token_hex(16) for user in ("postgres", "replicator", "rewinder", "onsale", "patroni")}
        names = self._names(passwords)
        for member in MEMBERS:
            for kind, template in (("etcd", "etcd.yml"), ("postgres", "patroni.yml"), ("node", "onsale.toml")):
                own = {f"{listener}_port": self.port(listener, member) for listener in _LISTENERS}
                folder = self.of(kind, member)
                self._fill(template, folder / template, names | own | {"name": folder.name, "folder": folder})
        self._fill("haproxy-postgres.cfg", self.folder / "haproxy-postgres/haproxy.cfg", names)
        self._save(self.folder / "front/haproxy.cfg", FRONT.read_text())
        self._save(self.password_file, "".join(
            f"{ADDRESS}:*:*:{user}:{passwords[user]}\n" for user in ("postgres", "onsale")))
        self._save(self.shared / "patroni.password", passwords["patroni"] + "\n")
        self._save(self.folder / _STATE, json.dumps({"url": self.url, "trustedUrl": self.trusted_url,
                                                    "storeUrl": self.store_url, "ports": self.ports,
                                                    "serve": self.serve}, indent=1) + "\n")
        self._hand_over()

    def _names(self, passwords):
        names = {"address": ADDRESS, "shared": self.shared, "primary_port": self.port("primary"),
                 "superuser_password": passwords["postgres"], "replication_password": passwords["replicator"],
                 "rewind_password": passwords["rewinder"], "patroni_password": passwords["patroni"],
                 "etcd_hosts": ",".join(f"{ADDRESS}:{self.port('etcd', member)}" for member in MEMBERS),
                 "etcd_members": ",".join(f"etcd-{member}=http://{ADDRESS}:{self.port('etcd_peer', member)}"
                                          for member in MEMBERS)}
        for member in MEMBERS:
            for kind in ("postgres", "patroni"):
                names[f"{kind}_{member}_port"] = self.port(kind, member)
        return names

    def _fill(self, template, file, names):
        self._save(file, string.Template((CONFIG / template).read_text()).substitute(names))

    @staticmethod
    def _save(file, text):
        """Only its owner reads it: most of these files hold a secret."""
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(text)

    def _hand_over(self):
        if owner := servant():
            for path in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(path, *owner)
