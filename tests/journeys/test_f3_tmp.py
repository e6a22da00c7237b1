"""tmp."""
import os
from pathlib import Path
import pytest
from countersign import database, sample
from countersign.pages import Page
from tests import stories
from tests.journeys.conftest import DESK, PHONE, Town
pytestmark = pytest.mark.browser
OUT = Path("/tmp/f3shots")
NETS = ("x","facebook","instagram","threads","linkedin","mastodon","bluesky","nextdoor")

@pytest.mark.timeout(500)
def test_look(town: Town, engine, told) -> None:
    town.passwords["lena.fischer"]="a password for journeys"
    from countersign import signin
    with database.transaction(engine) as s:
        signin.set_password(s,"lena.fischer",town.passwords["lena.fischer"],who="setup",now=database.clock(s))
    stories.enable(engine,"nextdoor")
    post = stories.approved(engine, stories.with_picture(engine, pages=["nextdoor"]))
    import time
    for _ in range(100):
        with database.transaction(engine) as s:
            [d]=stories.deliveries_of(s,post)
            if d.state.value not in ("waiting","approved","due"): print("STATE",d.state); 
            if d.attempts: break
        time.sleep(0.3)
    for name,size in (("phone",PHONE),("desk",DESK)):
        page=town.page_of("lena.fischer",size)
        page.on("console",lambda m: print("CONSOLE",m.type,m.text[:300],page.url))
        page.on("pageerror",lambda m: print("PAGEERROR",m,page.url))
        def shot(what,path):
            page.goto(town.staff+path)
            page.wait_for_load_state("networkidle")
            for d in page.query_selector_all("details"):
                d.evaluate("e=>e.open=true")
            w=page.evaluate("[document.documentElement.scrollWidth, innerWidth, document.querySelectorAll('[style]').length]")
            if w[0]>w[1] or w[2]: print("WIDE",what,name,w)
            page.screenshot(path=str(OUT/f"{name}-{what}.png"),full_page=True)
        for net in NETS:
            with database.transaction(engine) as s:
                row=s.get_one(Page,"mastodon"); row.platform=net; row.limits=None
            shot("connect-"+net,"/pages/mastodon/connect")
            if net in("x","bluesky","facebook"): shot("page-"+net,"/pages/mastodon")
        shot("pages","/pages"); shot("outside","/pages/mastodon/outside"); shot("page-nextdoor","/pages/nextdoor"); shot("page-newsroom","/pages/newsroom")
        shot("post",f"/posts/{post}"); shot("compose","/compose"); shot("home","/")
        for p in ("/posts","/schedule","/pauses","/notices","/unconfirmed","/alerts","/rules"): shot(p[1:],p)
        page.context.close()
        page=town.page_of(sample.AUTHOR,size)
        page.on("console",lambda m: print("CONSOLE",m.type,m.text[:300],page.url))
        shot("byhand",f"/posts/{post}"); shot("tasks","/")
        for p in ("/newsroom","/accounts","/terms","/records"):
            page.goto(town.public+p); page.wait_for_load_state("networkidle")
            w=page.evaluate("[document.documentElement.scrollWidth, innerWidth, document.querySelectorAll('[style]').length]")
            if w[0]>w[1] or w[2]: print("WIDE",p,name,w)
            page.screenshot(path=str(OUT/f"{name}-pub{p.replace('/','-')}.png"),full_page=True)
        page.context.close()
