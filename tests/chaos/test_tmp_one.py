import sys
sys.path[:0]=["/work/main/plugins","/work/main"]
import pytest
from pathlib import Path
from tests.chaos.test_killed_publishers import *
def test_one(server, template_database, tmp_path):
    st=[s for s in __import__("tests.chaos.test_killed_publishers",fromlist=["x"])._stories() if s.name=="killed before the post leaves"][0]
    with stage(st, server=server, template=template_database, home=tmp_path) as on:
        print(on.play())
        print(on.looking.execute("select number, started, progress, outcome, evidence, finished from attempt order by number").fetchall())
        print(on.looking.execute("select at, event from entry order by written").fetchall()[-8:])
        print(on.proxy.seen)
        print((on.told.home/"publisher.log").read_text()[-3000:])
