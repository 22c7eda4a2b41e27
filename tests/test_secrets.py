"""Invalid settings, files and arguments may contain a misplaced password: no error and no log shows
their values.

Accepted values are shown by `onsale config`, except passwords.
"""

import json
import os

import pytest

from harness import server
from harness.impostor import Impostor

MARK = "hunter2zQ9"
URL = f"postgresql://onsale:{MARK}@127.0.0.1:1/sale"
# Malformed URLs, of which libpq would take a part of the password for a host, and correct ones of a
# server that does not exist: nothing listens on port 1. src/store/postgres/url_test.cc has more.
BROKEN_URLS = [
    f"postgresql://onsale:p@{MARK}@db/sale", f"postgresql://onsale:p/{MARK}@db/sale", f"postgresql://onsale:{MARK}%zz@db/sale",
    f"postgresql://onsale@db/sale&password={MARK}", f"postgresql://onsale@db?{MARK}=1", f"mysql://onsale:{MARK}@db/sale",
    f"host=db password={MARK}", f"postgresql://onsale:{MARK}@db\n/sale"]
RIGHT_URLS = [
    URL, f"postgresql://127.0.0.1:1/sale?password={MARK}", f"postgresql://127.0.0.1:1/sale?options=-c%20onsale.key%3D{MARK}",
    f"postgresql://onsale:{MARK}@10.0.0.1/sale", f"postgresql://onsale:{MARK}@/sale?host=/nowhere"]


@pytest.fixture(scope="module")
def settings():
    """Every setting by name, with its default."""
    return json.loads(server.run("config", "--json").stdout)


@pytest.fixture
def check(tmp_path):
    """Runs the program, which must not start a sale, and checks that the mark is not in its output.
    """
    def run(*arguments, **environment):
        done = server.run(*arguments, cwd=tmp_path, env={**os.environ, **environment})
        said = done.stdout + done.stderr
        assert MARK not in said, f"{arguments} {environment}: {said}"
        return done
    return run


@pytest.mark.parametrize("value", [URL, f"5m{MARK}", f"127.0.0.1:{MARK}"])
def test_a_value_in_the_wrong_place_is_not_shown(settings, check, tmp_path, value):
    """In every setting: all mistakes are reported at once."""
    written = {name: [value] if isinstance(now["value"], list) else value for name, now in settings.items()}
    (tmp_path / "o.toml").write_text("".join(f"{name} = {json.dumps(each)}\n" for name, each in written.items()))
    variables = {"ONSALE_" + name.upper().replace("-", "_"): value for name in settings}
    # A command-line switch with a value is refused before other settings are checked, so switches
    # are checked alone.
    switches = [name for name, now in settings.items() if isinstance(now["value"], bool)]
    for name in switches:
        assert check("config", f"--{name}={value}").returncode == 2
    others = [f"--{name}={value}" for name in settings if name not in switches]
    for done in (check("config", *others), check("config", **variables), check("config", "--config", "o.toml")):
        assert done.returncode == 2
        assert "hold-time" in done.stderr or "HOLD_TIME" in done.stderr


def test_a_misspelled_flag_does_not_show_its_value(settings, check):
    for name in settings:
        assert check("serve", f"--{name[:-1]}", URL).returncode == 2
        assert check("serve", f"--{name}x={URL}").returncode == 2
    for wrong in ("--STORE", "--store_", "--sotre", "---store", "-z"):
        assert check("serve", wrong, URL).returncode == 2
    check("serve", "-store", URL)  # shows the help, because CLI11 may find the -h in such a word
    assert "did you mean --store?" in check("serve", "--stor", URL).stderr


@pytest.mark.parametrize("words", [
    [MARK], [f"--{MARK}"], [f"-z{MARK}"], [f"--{MARK}={MARK}"], ["serve", MARK], ["serve", f"--{MARK}"], ["serve", "--", MARK],
    ["serve", "--hold-time", "1m", MARK], ["serve", "--hold-time", "1m", "--hold-time", MARK], ["serv", "--store", URL],
    ["config", f"--json={MARK}"], ["config", "--json", MARK], ["version", MARK], [f"--version={MARK}"],
    ["serve", "--config", URL], ["catalog", "check", URL], ["catalog", MARK], ["catalog", "check", "--file", MARK],
    ["audit", "--data", URL], ["audit", "--url", f"http://onsale:{MARK}@127.0.0.1:1", "--key-file", "k"],
    ["audit", "--url", URL, "--key-file", "k"], ["audit", "--url", MARK, "--key-file", "k"],
    ["audit", "--url", "http://127.0.0.1:1", "--key-file", MARK], ["audit", f"--json={MARK}"], ["audit", URL],
    ["audit", "--url", "http://127.0.0.1:1", "--key-file", URL],
    ["store", MARK], ["store", "init", MARK], ["store", "init", "--url", URL], ["store", "migrate", "--stor", URL],
    ["store", "init", "--store", "postgresql://", URL], ["store", "init", f"--allow-insecure-store={MARK}", "--store", URL],
    ["verify-draw", "--draw", URL, "--entries", "e"], ["verify-draw", "--draw", MARK, "--entries", "e", "--entry", MARK],
    ["rehearse", "--url", URL, "--show", "a"], ["rehearse", "--url", f"http://u:{MARK}@127.0.0.1:1", "--show", "a"],
    *(["rehearse", "--url", "http://127.0.0.1:1", "--show", "a", flag, MARK]
      for flag in ("--buyers", "--arrive", "--seed", "--connections", "--speed", "--time-limit", "--key-file",
                   "--language", "--password"))], ids=" ".join)
def test_no_word_of_a_wrong_command_is_shown(check, words):
    assert check(*words).returncode != 0


@pytest.mark.parametrize("text", [
    f'store = "{URL}', f"store {URL}", f'"{MARK}" = 1', f"[{MARK}]\na = 1", f'stor = "{URL}"', f'store = ["{URL}"]',
    f"hold-time = {MARK}", f"room-capacity = 0x{MARK}", f'{MARK} = 1\n{MARK} = 2', f'store = "\\{MARK}"', f"{MARK}",
    f"a.b.{MARK} = 1\na = 2", f'store = "{URL}" {MARK}', f'log-level = "{MARK}"'])
def test_an_error_in_a_file_does_not_show_its_content(check, tmp_path, text):
    (tmp_path / "o.toml").write_text(text + "\n")
    assert check("config", "--config", "o.toml").returncode == 2


def test_an_invalid_catalogue_is_not_shown(check, tmp_path):
    for text in (MARK, f'"{MARK}"', f"{{{MARK}}}", f'{{"currency": {MARK}}}', f'[1, "{MARK}'):
        (tmp_path / "c.json").write_text(text)
        assert check("catalog", "check", "c.json").returncode != 0
        assert check("serve", "--data", "data", "--listen", "127.0.0.1:0", "--catalog", "c.json").returncode != 0


def test_an_unknown_variable_does_not_show_its_value(check):
    # An unknown variable is a warning; without the catalogue the server does not start.
    serve = ["serve", "--data", "data", "--listen", "127.0.0.1:0", "--catalog", "none.json"]
    for command, status in ((["config"], 0), (serve, 1)):
        for variable in ({"ONSALE_STOR": URL}, {"ONSALE_PASSWORD": MARK}):
            done = check(*command, **variable)
            assert done.returncode == status and "there is no such setting" in done.stderr


KEY = ["--token-key-file", "k", "--listen", "127.0.0.1:0"]


@pytest.mark.parametrize("url", [*BROKEN_URLS, *RIGHT_URLS])
def test_no_url_of_a_store_shows_its_password(check, url):
    # The URL is correct, so `config` succeeds; the other commands find no server.
    check("config", "--store", url, *KEY)
    for command in (["serve", *KEY], ["store", "init"], ["audit"]):
        assert check(*command, "--store", url).returncode != 0


@pytest.mark.parametrize("url", [BROKEN_URLS[0], URL])
def test_a_password_from_any_source_is_not_shown(check, tmp_path, url):
    (tmp_path / "o.toml").write_text(f"store = {json.dumps(url)}\n")
    check("config", "--json", "--store", url, *KEY)
    for more in ([], ["--allow-insecure-store"], ["--log-format", "text"], ["--log-level", "debug"]):
        assert check("serve", *KEY, *more, ONSALE_STORE=url).returncode != 0
    assert check("serve", *KEY, ONSALE_CONFIG="o.toml").returncode != 0
    assert check("store", "migrate", ONSALE_STORE=url).returncode != 0
    assert check("store", "init", "--allow-insecure-store", "--store", url).returncode != 0


def test_the_harmless_parts_of_a_url_are_shown(check):
    shown = check("config", "--store", URL, *KEY).stdout
    assert "user=onsale host=127.0.0.1 port=1 dbname=sale" in shown


@pytest.mark.parametrize("url", ["postgresql://onsale:{0}@127.0.0.1:{1}/sale", "postgresql://127.0.0.1:{1}/sale?password={0}",
                                 "postgresql://onsale@127.0.0.1:{1}/sale"])
def test_a_password_repeated_by_the_server_is_not_shown(check, tmp_path, url):
    (tmp_path / "pgpass").touch(mode=0o600)
    (tmp_path / "pgpass").write_text(f"*:*:*:*:{MARK}\n")
    with Impostor() as server_that_talks:
        for command in (["serve", *KEY], ["store", "init"], ["audit"]):
            done = check(*command, "--store", url.format(MARK, server_that_talks.port), PGPASSFILE=str(tmp_path / "pgpass"))
            assert done.returncode != 0 and "no such password: ***" in done.stderr, done.stderr
        assert set(server_that_talks.passwords) == {MARK}
