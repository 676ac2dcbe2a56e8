"""Verifies a Newsreel bundle: python verify.py BUNDLE.zip PUBLIC_KEY   (needs: pip install cryptography)"""
import base64, hashlib, json, struct, sys, zipfile
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def b64(text): return base64.b64decode(text, validate=True)
def left(size): return 1 << (size - 1).bit_length() - 1     # the leaves of the left half: RFC 6962, section 2.1

def signed_text(note, public_key):                          # c2sp.org/signed-note
    name, key_id, key = public_key.split("+", 2)
    text, signatures = note.rsplit("\n\n", 1)
    for _, who, signature in (line.split(" ") for line in signatures.splitlines()):
        if (who, b64(signature)[:4].hex(), b64(key)[0]) == (name, key_id, 1):
            Ed25519PublicKey.from_public_bytes(b64(key)[1:]).verify(b64(signature)[4:], (text + "\n").encode())
            return text.split("\n")
    sys.exit("no signature of the key that is trusted")

def tree(leaves):                                           # of the whole log
    if len(leaves) == 1: return leaves[0]
    half = left(len(leaves))
    return sha(b"\1", tree(leaves[:half]), tree(leaves[half:]))

def root(leaf, index, size, proof):                         # to which a proof leads
    assert 0 <= index < size and (size > 1 or not proof), "not a proof"
    if size == 1: return leaf
    half, *below, sibling = left(size), *proof
    if index < half: return sha(b"\1", root(leaf, index, half, below), sibling)
    return sha(b"\1", sibling, root(leaf, index - half, size - half, below))

def entry(record):                                          # what a leaf commits to
    payload = record["payload"].encode() if "payload" in record else b64(record["payload_base64"])
    subject = record["subject"].encode()
    return sha(b"newsreel/leaf/v1\n", struct.pack(">QQH", record["sequence"], record["recorded_ns"], len(subject)),
               subject, struct.pack(">I", len(payload)), payload)

bundle, key = zipfile.ZipFile(sys.argv[1]), sys.argv[2]
about, note = json.loads(bundle.read("bundle.json")), bundle.read("checkpoint").decode()
origin, size, signed, *more = signed_text(note, key)
size, entries = int(size), {}
for record in map(json.loads, bundle.open("records.ndjson")):
    position, entries[record["sequence"]] = record["sequence"], entry(record)
    if "story" in about:                                    # c2sp.org/tlog-proof
        proof, checkpoint = bundle.read(f"proofs/{position:012}.tlog-proof").decode().split("\n\n", 1)
        _, index, *hashes = proof.split("\n")
        assert (checkpoint, index) == (note, f"index {position - 1}"), f"the proof of position {position} is another's"
        leads_to = root(sha(b"\0", entries[position]), position - 1, size, [b64(line) for line in hashes])
        assert leads_to == b64(signed), f"position {position} differs"
        if record["subject"].startswith("newsreel.directory."):
            del entries[position]                           # whom the story names: proven, and not counted with it
if "story" in about:                                        # nothing of the story is left out
    story, chain = json.loads(bundle.read("story.json")), bytes(32)
    entries.update({other["sequence"]: b64(other["entry"]) for other in story["not_shown"]})
    for position in sorted(entries): chain = sha(chain, entries[position])
    assert (len(entries), max(entries), chain) == (story["count"], story["last"], b64(story["chain"])), "not complete"
    leaf = sha(b"\0newsreel/story/v1\n", bytes.fromhex(about["story"]["id"].replace("-", "")),
               struct.pack(">QQ", story["count"], story["last"]), chain)
    _, stories, stories_root = next(line for line in more if line.startswith("newsreel-stories ")).split(" ")
    leads_to = root(leaf, story["index"], int(stories), [b64(line) for line in story["proof"]])
    assert leads_to == b64(stories_root), "not complete"
else:
    leaves = [sha(b"\0", each) for each in entries.values()]
    in_order = list(entries) == list(range(1, size + 1))
    assert in_order and tree(leaves) == b64(signed), "this is not the log that was signed"
print(f"verified: {len(entries)} records of {origin}, as signed at size {size}")
