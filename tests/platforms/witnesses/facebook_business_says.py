"""Meta's own library drives the fake: `facebook_business_says.py ADDRESS TOKEN PAGE INSTAGRAM_TOKEN ACCOUNT`."""

import json
import sys
import tempfile

from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

address, token, page, instagram_token, account = sys.argv[1:]
FacebookSession.GRAPH = address


def api(access_token: str) -> FacebookAdsApi:
    """The library's own client for one access token, with the proof of an app's secret."""
    return FacebookAdsApi(FacebookSession("1", "an-app-secret", access_token))


facebook, instagram = api(token), api(instagram_token)
mine = Page(page, api=facebook)
photo = mine.create_photo(params={"url": f"{address}/files/abc", "published": "false", "alt_text_custom": "A map"})
fields = {"message": "From Meta's library", "attached_media[0]": json.dumps({"media_fbid": photo["id"]})}
post = mine.create_feed(params=fields | {"published": "true"})
said: dict[str, object] = {"post": post["id"]}
listed = mine.get_published_posts(fields=["id", "message", "created_time", "permalink_url"])
said["listed"] = [row["message"] for row in listed]
mine.api_update(params={"description": "Not monitored."})
said["profile"] = mine.api_get(fields=["description"])["description"]
PagePost(post["id"], api=facebook).api_update(params={"message": "Changed"})
said["changed"] = PagePost(post["id"], api=facebook).api_get(fields=["message"])["message"]
comment = PagePost(post["id"], api=facebook).create_comment(params={"message": "Thank you"})
Comment(comment["id"], api=facebook).api_update(params={"is_hidden": True})
comments = PagePost(post["id"], api=facebook).get_comments(fields=["id", "message", "created_time", "is_hidden"])
said["comments"] = [[row["message"], row["is_hidden"]] for row in comments]
PagePost(post["id"], api=facebook).api_delete()
try:
    PagePost(post["id"], api=facebook).api_get(fields=["message"])
except FacebookRequestError as error:
    said["gone"] = [error.api_error_code(), error.api_error_subcode()]

film = mine.create_video(params={"file_url": f"{address}/files/abc", "description": "A film", "published": False})
film = AdVideo(film["id"], api=facebook)
before = film.api_get(fields=["published", "status"]).export_all_data()
with tempfile.NamedTemporaryFile(suffix=".en_US.srt") as file:
    file.write(b"1\n00:00:01,000 --> 00:00:02,000\nThe bridge opens.\n")
    file.flush()
    film.create_cap_t_i_on(params={"captions_file": file.name, "default_locale": "en_US"})
film.api_update(params={"published": True})
after = film.api_get(fields=["published", "post_id"]).export_all_data()
said["film"] = [before["published"], before["status"]["video_status"], after["published"], bool(after["post_id"])]
said["films"] = [row["message"] for row in mine.get_published_posts(fields=["id", "message", "created_time"])]

user = IGUser(account, api=instagram)
container = user.create_media(params={"image_url": f"{address}/files/abc", "caption": "Hi", "alt_text": "A map"})
said["status"] = container.api_get(fields=["status_code"])["status_code"]
published = user.create_media_publish(params={"creation_id": container["id"]})
said["published"] = [row["caption"] for row in user.get_media(fields=["id", "caption", "timestamp"])]
media = IGMedia(published["id"], api=instagram)
comment = media.create_comment(params={"message": "Thank you"})
IGComment(comment["id"], api=instagram).api_update(params={"hide": True})
comments = media.get_comments(fields=["id", "text", "username", "timestamp", "hidden"])
said["answers"] = [[row["text"], row["hidden"]] for row in comments]
said["biography"] = user.api_get(fields=["biography", "website"])["biography"]
said["same"] = published["id"] == user.get_media(fields=["id"])[0]["id"]
media.api_delete()
said["left"] = len(user.get_media(fields=["id"]))
print(json.dumps(said))
