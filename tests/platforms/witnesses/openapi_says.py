"""Judge requests (JSON lines on stdin) by an OpenAPI document: `openapi_says.py DOCUMENT`; one JSON line each."""

import base64
import json
import sys
from pathlib import Path

from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest

#: X's document names some values twice, which is no fault of a request.
LENIENT = Config(spec_validator_cls=None)
document = OpenAPI.from_dict(json.loads(Path(sys.argv[1]).read_text()), config=LENIENT)
for line in sys.stdin:
    told = json.loads(line)
    request = MockRequest(
        "https://api.x.com",
        told["method"].lower(),
        told["path"],
        args=told["query"],
        headers=told["headers"],
        data=base64.b64decode(told["body"]),
        content_type=told["headers"].get("content-type", "application/json"),
    )
    wrong = [repr(error) + repr(error.__cause__) for error in document.iter_request_errors(request)]
    print(json.dumps({"what": f"{told['method']} {told['path']}", "wrong": wrong}))
