"""X's own library drives the fake: `xdk_says.py ADDRESS TOKEN COMMENT`."""

import base64
import json
import sys

from xdk import Client
from xdk.media.models import CreateMetadataRequest, CreateSubtitlesRequest, UploadRequest
from xdk.posts.models import CreateRequest, HideReplyRequest

address, token, comment = sys.argv[1:]
client = Client(base_url=address, access_token=token)
said: dict[str, object] = {}
media = client.media.upload(UploadRequest(media=base64.b64encode(b"picture").decode(), media_category="tweet_image"))
ref = media.model_dump()["data"]["id"]
client.media.create_metadata(CreateMetadataRequest(id=ref, metadata={"alt_text": {"text": "A map"}}))
post = client.posts.create(CreateRequest(text="From X's library", media={"media_ids": [ref]})).model_dump()["data"]
said["shown"] = client.posts.get_by_id(post["id"]).model_dump()["data"]["text"]
film = client.media.upload(UploadRequest(media=base64.b64encode(b"film").decode(), media_category="tweet_video"))
words = client.media.upload(UploadRequest(media=base64.b64encode(b"1\n").decode(), media_category="subtitles"))
numbers = [each.model_dump()["data"]["id"] for each in (film, words)]
track = {"id": numbers[1], "language_code": "EN", "display_name": "English"}
captioned = CreateSubtitlesRequest(id=numbers[0], media_category="TweetVideo", subtitles=track)
tracks = client.media.create_subtitles(captioned).model_dump()["data"]["associated_subtitles"]
said["captions"] = tracks["language_code"]
me = client.users.get_me().model_dump()["data"]["id"]
pages = client.users.get_posts(me, max_results=5)
said["listed"] = [row["id"] == post["id"] for page in pages for row in page.model_dump()["data"]]
found = client.posts.search_recent("conversation_id:1 -from:harborglen", max_results=10)
said["answers"] = [row["text"] for page in found for row in page.model_dump()["data"]]
client.posts.hide_reply(comment, HideReplyRequest(hidden=True))
said["deleted"] = client.posts.delete(post["id"]).model_dump()["data"]["deleted"]
said["gone"] = bool(client.posts.get_by_id(post["id"]).model_dump()["errors"])
print(json.dumps(said))
