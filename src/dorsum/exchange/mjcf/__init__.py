"""The back as a model for MuJoCo."""

from dorsum.exchange.mjcf.document import mjcf as mjcf
