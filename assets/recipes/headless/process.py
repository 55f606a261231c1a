"""Counts the bytes of a file; put your computation here."""

import json
import pathlib
import sys


def main(source: str, folder: str) -> None:
    size = pathlib.Path(source).stat().st_size
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    (target / "result.json").write_text(json.dumps({"file": source, "bytes": size}) + "\n")
    print(f"{source}: {size} bytes, written to {target}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
