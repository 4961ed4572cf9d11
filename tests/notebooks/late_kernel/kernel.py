"""A Jupyter kernel that says it is idle before it replies, as one on a busy machine may."""

import json
import sys
import time

import zmq
from jupyter_client.session import Session

with open(sys.argv[1], encoding="utf-8") as file:
    at = json.load(file)
session = Session(key=at["key"].encode(), signature_scheme=at["signature_scheme"])
context = zmq.Context()


def bound(kind, channel):
    socket = context.socket(kind)
    socket.bind(f"tcp://{at['ip']}:{at[channel + '_port']}")
    return socket


beat, news = bound(zmq.REP, "hb"), bound(zmq.PUB, "iopub")
asked = [bound(zmq.ROUTER, channel) for channel in ("shell", "control", "stdin")]
poller = zmq.Poller()
for one in [beat, *asked]:
    poller.register(one, zmq.POLLIN)
while True:
    for socket, _ in poller.poll():
        if socket is beat:
            beat.send(beat.recv())
            continue
        sender, message = session.recv(socket, 0)
        kind = message["msg_type"]

        def say(what, **content):
            session.send(news, what, content, message)

        say("status", execution_state="busy")
        if kind == "execute_request":
            data = {"text/plain": message["content"]["code"]}
            say("execute_result", data=data, metadata={}, execution_count=1)
        say("status", execution_state="idle")
        if kind == "execute_request":
            time.sleep(0.1)
        reply = {"status": "ok", "execution_count": 1, "protocol_version": "5.3", "language_info": {}}
        session.send(socket, kind.replace("request", "reply"), reply, message, sender)
        if kind == "shutdown_request":
            sys.exit()
