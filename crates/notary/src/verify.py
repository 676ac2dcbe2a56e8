"""Verifies a Newsreel bundle: python verify.py BUNDLE.zip KEY [KEY OF A WITNESS ...]   (pip install cryptography)"""
import base64, hashlib, json, struct, sys, uuid, zipfile
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def check(holds, otherwise): holds or sys.exit(f"NOT verified: {otherwise}")
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def b64(text): return base64.b64decode(text, validate=True)
def half(size): return 1 << (size - 1).bit_length() - 1     # the leaves of the left half: RFC 6962, section 2.1

def check_signature(note, name, number, key):               # c2sp.org/signed-note; of a witness, c2sp.org/tlog-cosignature
    text, lines = note.rsplit("\n\n", 1)
    found = {(who, b64(by)[:4].hex()): b64(by)[4:] for _, who, by in map(str.split, lines.splitlines())}
    said, signature = text + "\n", found.get((name, number)) or sys.exit(f"NOT verified: {name} has not signed it")
    if b64(key)[0] == 4:                                    # a witness, with the time
        said, signature = f"cosignature/v1\ntime {int.from_bytes(signature[:8], 'big')}\n{said}", signature[8:]
    Ed25519PublicKey.from_public_bytes(b64(key)[1:]).verify(signature, said.encode())

def tree(leaves):                                           # the root of the whole log
    if len(leaves) == 1: return leaves[0]
    return sha(b"\1", tree(leaves[:half(len(leaves))]), tree(leaves[half(len(leaves)):]))

def root(leaf, index, size, proof):                         # to which a proof leads
    if size == 1: return leaf if (index, proof) == (0, []) else b"nowhere"
    if index < half(size): return sha(b"\1", root(leaf, index, half(size), proof[:-1]), proof[-1])
    return sha(b"\1", proof[-1], root(leaf, index - half(size), size - half(size), proof[:-1]))

def entry(record):                                          # what a leaf commits to
    payload = record["payload"].encode() if "payload" in record else b64(record["payload_base64"])
    subject, length = record["subject"].encode(), struct.pack(">I", len(payload))
    place = struct.pack(">QQH", record["sequence"], record["recorded_ns"], len(subject))
    return sha(b"newsreel/leaf/v1\n", place, subject, length, payload)

bundle, keys = zipfile.ZipFile(sys.argv[1]), sys.argv[2:] or sys.exit(__doc__)
note, of_story = bundle.read("checkpoint").decode(), json.loads(bundle.read("bundle.json")).get("story")
for key in keys: check_signature(note, *key.split("+", 2))
origin, size, signed, *more = note.split("\n\n")[0].split("\n")
check(keys[0].startswith(origin + "+"), f"it is of another log, {origin}")
story = json.loads(bundle.read("story.json")) if of_story else {"not_shown": []}
entries, size = {other["sequence"]: b64(other["entry"]) for other in story["not_shown"]}, int(size)
for record in map(json.loads, bundle.open("records.ndjson")):
    check(of_story or record["sequence"] == len(entries) + 1, f"position {record['sequence']} is not in its place")
    position, entries[record["sequence"]] = record["sequence"], entry(record)
    if of_story:                                            # c2sp.org/tlog-proof
        proof, checkpoint = bundle.read(f"proofs/{position:012}.tlog-proof").decode().split("\n\n", 1)
        leads_to = root(sha(b"\0", entries[position]), position - 1, size, [*map(b64, proof.split("\n")[2:])])
        check((checkpoint, leads_to) == (note, b64(signed)), f"position {position} differs")
        if record["subject"].startswith("newsreel.directory."): del entries[position]   # proven, and not of the story
if of_story:                                                # nothing of the story is left out
    chain, commits = bytes(32), next(line.split(" ") for line in more if line.startswith("newsreel-stories "))
    for position in sorted(entries): chain = sha(chain, entries[position])
    leaf = sha(b"\0newsreel/story/v1\n", uuid.UUID(of_story["id"]).bytes, struct.pack(">QQ", len(entries), position), chain)
    leads_to = root(leaf, story["index"], int(commits[1]), [*map(b64, story["proof"])])
    check(leads_to == b64(commits[2]), "records of the story are left out, or others were put in")
else:
    check(tree([sha(b"\0", each) for each in entries.values()]) == b64(signed), "this is not the log that was signed")
print(f"verified: {len(entries)} records of {origin}, as signed at size {size} with {', '.join(keys)}")
