"""`dorsum view`: the back in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.terminal import note

if TYPE_CHECKING:
    from dorsum.shape.packs.pack import Pack

Port = Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 takes a free one.")]
Open = Annotated[bool, typer.Option("--open", help="Open the browser.")]
Host = Annotated[str, typer.Option(metavar="H", help="Address to listen on; other computers need the token.")]
Token = Annotated[
    str | None,
    typer.Option(metavar="T", envvar="DORSUM_TOKEN", help="What every request must carry."),
]
Who = Annotated[str, typer.Option(metavar="NAME", help="wilke, male, female or a TOML file.")]

Meshes = Annotated[
    str | None, typer.Option(metavar="NAME", help="Bones of a pack, from `dorsum meshes list`.")
]


def view(
    port: Port = 8765,
    open_browser: Open = False,
    host: Host = "127.0.0.1",
    token: Token = None,
    subject: Who = "male",
    meshes: Meshes = None,
) -> None:
    """Show the back in the browser: look, pull a muscle, load the spine. Ctrl-C ends it."""
    from dorsum.body.subject import Subject
    from dorsum.view.settings import Settings, listen

    who = Subject.find(subject)
    settings = Settings(host=host, port=port, token=token, subject=who, meshes=_pack(meshes))
    settings, socket = listen(settings)
    note(f"dorsum: the back is at {settings.address} (Ctrl-C ends)")
    if open_browser:
        import webbrowser

        webbrowser.open(settings.address)  # it waits until the server answers
    from dorsum.view.serve import serve

    serve(settings, socket)


def _pack(name: str | None) -> Pack | None:
    if name is None:
        return None
    from dorsum.shape.packs.pack import load_pack

    return load_pack(name)
