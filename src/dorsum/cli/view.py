"""`dorsum view`: the back in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.terminal import note

if TYPE_CHECKING:
    from dorsum.shape.packs.pack import Pack
    from dorsum.view.settings import Settings

Port = Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 takes a free one.")]
Open = Annotated[bool, typer.Option("--open", help="Open the browser.")]
Host = Annotated[str, typer.Option(metavar="H", help="Address to listen on; other computers need the token.")]
TokenFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Holds the token; else DORSUM_TOKEN, else a new one is shown."),
]
Who = Annotated[str, typer.Option(metavar="NAME", help="wilke, male, female or a TOML file.")]

Meshes = Annotated[
    str | None, typer.Option(metavar="NAME", help="Bones of a pack, from `dorsum meshes list`.")
]


def view(
    port: Port = 8765,
    open_browser: Open = False,
    host: Host = "127.0.0.1",
    token_file: TokenFile = None,
    subject: Who = "male",
    meshes: Meshes = None,
) -> None:
    """Show the back in the browser: look, pull a muscle, load the spine. Ctrl-C ends it."""
    from dorsum.body.subject import Subject
    from dorsum.view.settings import Settings, is_loopback, listen
    from dorsum.view.tokens import chosen, made

    who, given = Subject.find(subject), chosen(token_file)
    token = given or (None if is_loopback(host) else made())
    settings = Settings(host=host, port=port, token=token, subject=who, meshes=_pack(meshes))
    settings, socket = listen(settings)
    _say(settings, None if given else token, token_file)
    if open_browser:
        import webbrowser

        webbrowser.open(settings.address)  # it waits until the server answers
    from dorsum.view.serve import serve

    serve(settings, socket)


def _say(settings: Settings, made: str | None, token_file: Path | None) -> None:
    from dorsum.view.addresses import NO_NETWORK, NOT_ENCRYPTED
    from dorsum.view.tokens import readable_by_others

    first, *more = settings.addresses or [settings.address]
    note(f"dorsum: the back is at {first} (Ctrl-C ends)")
    for address in more:
        note(f"dorsum: and at {address}")
    if not settings.addresses:
        note(f"dorsum: {NO_NETWORK}")
    if made:
        note(f"dorsum: the page asks for this token once: {made}")
    if token_file and readable_by_others(token_file):
        note(f"dorsum: other users of this computer can read {token_file}: chmod 600 {token_file}")
    if not settings.loopback:
        note(f"dorsum: {NOT_ENCRYPTED}")


def _pack(name: str | None) -> Pack | None:
    if name is None:
        return None
    from dorsum.shape.packs.pack import load_pack

    return load_pack(name)
