"""`dorsum view`: the back in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from dorsum.cli.terminal import note

Port = Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 takes a free one.")]
Open = Annotated[bool, typer.Option("--open", help="Open the browser.")]
Host = Annotated[str, typer.Option(metavar="H", help="Address to listen on; other computers need the token.")]
Token = Annotated[
    str | None,
    typer.Option(metavar="T", envvar="DORSUM_TOKEN", help="What every request must carry."),
]
Who = Annotated[str, typer.Option(metavar="NAME", help="wilke, male, female or a TOML file.")]


def view(
    port: Port = 8765,
    open_browser: Open = False,
    host: Host = "127.0.0.1",
    token: Token = None,
    subject: Who = "male",
) -> None:
    """Show the back in the browser: look, pull a muscle, load the spine. Ctrl-C ends it."""
    from dorsum.body.subject import Subject
    from dorsum.view.settings import Settings, listen

    settings = Settings(host=host, port=port, token=token, subject=Subject.find(subject))
    settings, socket = listen(settings)
    note(f"dorsum: the back is at {settings.address} (Ctrl-C ends)")
    if open_browser:
        import webbrowser

        webbrowser.open(settings.address)  # it waits until the server answers
    from dorsum.view.serve import serve

    serve(settings, socket)
