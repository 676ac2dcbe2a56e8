"""Verifies a Newsreel bundle: python verify.py BUNDLE.zip PUBLIC_KEY   (needs: pip install cryptography)"""
import base64, hashlib, json, struct, sys, zipfile
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def b64(text): return base64.b64decode(text, validate=True)

def signed_text(note, public_key):                          # c2sp.org/signed-note
    name, key_id, key = public_key.split("+", 2)
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        _, who, signature = line.split(" ")
        if (who, b64(signature)[:4].hex(), b64(key)[0]) == (name, key_id, 1):
            Ed25519PublicKey.from_public_bytes(b64(key)[1:]).verify(b64(signature)[4:], (text + "\n").encode())
            return text.split("\n")
    sys.exit("no signature of the key that is trusted")

def root(leaf, index, size, proof):                         # RFC 9162, section 2.1.3.2
    node, last = leaf, size - 1
    for hash in proof:
        assert last > 0, "the proof is too long"
        if index & 1 or index == last:
            node = sha(b"\1", hash, node)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = sha(b"\1", node, hash)
        index, last = index >> 1, last >> 1
    assert last == 0, "the proof is too short"
    return node

def entry(record):                                          # what a leaf commits to
    payload = record["payload"].encode() if "payload" in record else b64(record["payload_base64"])
    subject = record["subject"].encode()
    return sha(b"newsreel/leaf/v1\n", struct.pack(">QQH", record["sequence"], record["recorded_ns"], len(subject)),
               subject, struct.pack(">I", len(payload)), payload)

bundle, key = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
about = json.loads(bundle.read("bundle.json"))
note = bundle.read("checkpoint").decode()
origin, size, tree, *more = signed_text(note, key)
size, tree, entries, stack = int(size), b64(tree), {}, []
for line in bundle.read("records.ndjson").decode().splitlines():
    record = json.loads(line)
    position = record["sequence"]
    entries[position] = entry(record)
    leaf = sha(b"\0", entries[position])
    if "story" in about:                                    # c2sp.org/tlog-proof
        proof, checkpoint = bundle.read(f"proofs/{position:012}.tlog-proof").decode().split("\n\n", 1)
        assert checkpoint == note and proof.split("\n")[1] == f"index {position - 1}"
        assert root(leaf, position - 1, size, map(b64, proof.split("\n")[2:])) == tree, f"position {position} differs"
        if record["subject"].startswith("newsreel.directory."):
            del entries[position]                           # whom the story names: proven, and not counted with it
    else:                                                   # RFC 6962, section 2.1: the whole tree
        stack.append((1, leaf))
        while len(stack) > 1 and stack[-2][0] == stack[-1][0]:
            (count, left), (_, right) = stack[-2:]
            stack[-2:] = [(2 * count, sha(b"\1", left, right))]
if "story" in about:                                        # nothing of the story is left out
    story, chain = json.loads(bundle.read("story.json")), bytes(32)
    entries.update({other["sequence"]: b64(other["entry"]) for other in story["not_shown"]})
    for position in sorted(entries):
        chain = sha(chain, entries[position])
    assert (len(entries), max(entries), chain) == (story["count"], story["last"], b64(story["chain"])), "not complete"
    leaf = sha(b"\0newsreel/story/v1\n", bytes.fromhex(about["story"]["id"].replace("-", "")),
               struct.pack(">QQ", story["count"], story["last"]), chain)
    _, stories, stories_root = next(line for line in more if line.startswith("newsreel-stories ")).split(" ")
    assert root(leaf, story["index"], int(stories), map(b64, story["proof"])) == b64(stories_root), "not complete"
else:
    while len(stack) > 1:
        stack[-2:] = [(0, sha(b"\1", stack[-2][1], stack[-1][1]))]
    assert len(entries) == size and stack[0][1] == tree, "this is not the log that was signed"
print(f"verified: {len(entries)} records of {origin}, as signed at size {size}")
