"""The back as a model for MuJoCo."""

from dorsum.exchange.write.mjcf.document import mjcf as mjcf
