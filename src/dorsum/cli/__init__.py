"""The command line: one thin command each; heavy parts are imported by the command that needs them."""
