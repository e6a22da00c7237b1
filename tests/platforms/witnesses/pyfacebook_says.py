"""python-facebook-api drives the fake as Threads: `pyfacebook_says.py ADDRESS TOKEN`."""

import json
import sys

from pyfacebook import FacebookError, ThreadsGraphAPI

address, token = sys.argv[1:]
ThreadsGraphAPI.GRAPH_URL = f"{address}/"
api = ThreadsGraphAPI(app_id="1", app_secret="s", access_token=token, base_url=f"{address}/")
said: dict[str, object] = {}
made = api.post_object("me", connection="threads", data={"media_type": "TEXT", "text": "From their library"})
said["status"] = api.get_object(made["id"], fields="id,status,error_message")["status"]
post = api.post_object("me", connection="threads_publish", data={"creation_id": made["id"]})
said["shown"] = api.get_object(post["id"], fields="id,text,timestamp,permalink")["text"]
said["listed"] = [row["id"] == post["id"] for row in api.get_connection("me", connection="threads")["data"]]
try:
    api.get_object(made["id"], fields="id,status")
except FacebookError as error:
    said["afterwards"] = error.message
said["deleted"] = api.delete_object(post["id"])
print(json.dumps(said))
