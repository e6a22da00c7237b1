"""LinkedIn's own library drives the fake: `linkedin_says.py ADDRESS TOKEN AUTHOR VERSION`."""

import json
import sys

import requests
from linkedin_api.clients.restli.client import RestliClient
from linkedin_api.clients.restli.utils import api
from linkedin_api.common import constants

address, token, author, version = sys.argv[1:]
for module in (api, constants):
    module.VERSIONED_BASE_URL = f"{address}/rest"
client = RestliClient()
told = {"access_token": token, "version_string": version}
said: dict[str, object] = {}

place = client.action(
    resource_path="/images",
    action_name="initializeUpload",
    action_params={"initializeUploadRequest": {"owner": author}},
    **told,
).value
requests.put(place["uploadUrl"], data=b"picture", headers={"Authorization": f"Bearer {token}"}, timeout=10)
said["ready"] = client.get(resource_path="/images/{id}", path_keys={"id": place["image"]}, **told).entity["status"]

about = {"owner": author, "fileSizeBytes": 5, "uploadCaptions": True, "uploadThumbnail": False}
film = client.action(
    resource_path="/videos",
    action_name="initializeUpload",
    action_params={"initializeUploadRequest": about},
    **told,
).value
mine = {"Authorization": f"Bearer {token}"}
names = []
for each in film["uploadInstructions"]:
    part = b"video"[each["firstByte"] : each["lastByte"] + 1]
    put = requests.put(each["uploadUrl"], data=part, headers=mine, timeout=10)
    names.append(put.headers["etag"].strip('"'))
requests.post(film["captionsUploadUrl"], files={"file": b"1"}, data={"metadata": "{}"}, headers=mine, timeout=10)
close = {"video": film["video"], "uploadToken": film["uploadToken"], "uploadedPartIds": names}
closed = client.action(
    resource_path="/videos", action_name="finalizeUpload", action_params={"finalizeUploadRequest": close}, **told
)
seen = client.get(resource_path="/videos/{id}", path_keys={"id": film["video"]}, **told).entity["status"]
said["film"] = [closed.status_code, seen]

post = {
    "author": author,
    "commentary": "From LinkedIn's library",
    "visibility": "PUBLIC",
    "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
    "lifecycleState": "PUBLISHED",
    "content": {"media": {"id": place["image"], "altText": "A map"}},
}
made = client.create(resource_path="/posts", entity=post, **told)
urn = made.decoded_entity_id
said["created"] = made.status_code
said["read"] = client.get(resource_path="/posts/{id}", path_keys={"id": urn}, **told).entity["commentary"]
found = client.finder(resource_path="/posts", finder_name="author", query_params={"author": author}, **told)
said["listed"] = [each["id"] == urn for each in found.elements]
again = client.create(resource_path="/posts", entity=post, **told)
said["twice"] = [again.status_code, urn in again.response.text]
changed = client.partial_update(
    resource_path="/posts/{id}", path_keys={"id": urn}, patch_set_object={"commentary": "Changed"}, **told
)
said["changed"] = changed.status_code
said["now"] = client.get(resource_path="/posts/{id}", path_keys={"id": urn}, **told).entity["commentary"]
said["deleted"] = client.delete(resource_path="/posts/{id}", path_keys={"id": urn}, **told).status_code
said["gone"] = client.get(resource_path="/posts/{id}", path_keys={"id": urn}, **told).status_code
print(json.dumps(said))
