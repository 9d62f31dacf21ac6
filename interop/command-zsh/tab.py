"""Types a part of a command and Tab into zsh on a pseudo-terminal."""
import os
import pty
import select
import sys
import time

os.environ.update(ZDOTDIR=os.getcwd(), TERM="dumb")
child, terminal = pty.fork()
if child == 0:
    os.execvp("zsh", ["zsh", "-i"])
seen, typed, end = b"", False, time.time() + 30
while time.time() < end and b"option-order" not in seen:
    if select.select([terminal], [], [], 0.5)[0]:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            break
    elif not typed:
        os.write(terminal, b"works-partner option-or\t")
        typed = True
os.close(terminal)
sys.exit(b"option-order" not in seen)
