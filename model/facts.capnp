# Bodies and parts, a struct for each kind of event (the numbers are in model/kinds.h). Fields are
# only ever added. Each is stored as one Cap'n Proto segment without a segment table.

@0xe3a1c96d0f2b4875;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("model::schema");

# ---- Logs of place 0: what all need in order to judge and to carry ----

struct Placed {
  # A place of the tree. Counts when written by a node at or above the parent (the first place: by the
  # root key) and, where those who are higher have declared the place already, above the place itself.
  # basedOn: the declarations of the same place that it replaces.
  code @0 :UInt64;
  parent @1 :UInt64;       # 0 for the first place alone.
  level @2 :UInt8;         # model::Level
  name @3 :Text;
}

struct Enrolled {
  # A node may write for a place. Counts when written by a node at or above that place (a node of the
  # first place: by the root key).
  place @0 :UInt64;
  signingKey @1 :Data;     # Ed25519, 32 bytes.
  sealingKey @2 :Data;     # X25519, 32 bytes.
  name @3 :Text;
}

struct Opened {
  # Seq 1 of a writer's log of place 0, signed by the node's key: one life of a data directory begins.
  # The writer's id is the first 16 bytes of SHA-256("wishtree writer" enrolled salt), so nobody else
  # can open it.
  enrolled @0 :Data;       # The hash of the node's Enrolled event, 32 bytes.
  salt @1 :Data;           # 16 random bytes.
  before @2 :Data;         # The node's writer before this one, 16 bytes; empty for the first.
}

struct Erased {
  # All parts about the header's subject, whose home is the header's home, are to be forgotten. Counts
  # when written by a node at or above the home.
  on @0 :UInt32;           # yyyymmdd
}

struct Revoked {
  # A node may write no longer: it was stolen, lost its data, or is done with. Counts when written by a
  # node strictly above its place (a node of the first place: by the root key). Of the logs of its
  # writers those named count, up to the tips named, and what these continue; all else of theirs is
  # stored and relayed, and says nothing. Several of one node add up.
  enrolled @0 :Data;       # The hash of the node's Enrolled event, 32 bytes.
  lost @1 :Bool;           # Its data are lost or in wrong hands.
  tips @2 :List(LogTip);
}

struct LogTip {
  place @0 :UInt64;
  writer @1 :Data;         # 16 bytes.
  seq @2 :UInt64;
  hash @3 :Data;           # 32 bytes.
}

# ---- A wish ----

struct Registered {
  year @0 :UInt16;         # Of the wish's number, with running.
  running @1 :UInt32;
  registeredOn @2 :UInt32; # yyyymmdd, as on the form.
  category @3 :UInt8;      # model::Category
  targets @4 :UInt32;      # Bit n: model::Target n.
  valueStated @5 :Bool;
  valueYuan @6 :UInt32;
  handOver @7 :Bool;       # Worth more than the limit of its day: to be handed over.
  # Part: WishPart with all fields.
}

struct Amended {
  # Fields that a clerk wrote again. basedOn says which state of the wish the clerk had seen.
  fields @0 :UInt32;       # Bit n: model::WishField n is replaced, in this body or in the part.
  registeredOn @1 :UInt32;
  category @2 :UInt8;
  targets @3 :UInt32;
  valueStated @4 :Bool;
  valueYuan @5 :UInt32;
  handOver @6 :Bool;
  # Part: WishPart with the fields named above; none where only fields of the body changed.
}

struct Vetted {
  outcome @0 :UInt8;       # model::Outcome
  on @1 :UInt32;           # yyyymmdd
  # Part: RemarkPart, the reviewer's words; none where there were none.
}

struct Withdrawn {
  on @0 :UInt32;           # yyyymmdd
  # Part: RemarkPart; none where there were no words.
}

struct WishPart {
  name @0 :Text;
  sex @1 :UInt8;           # model::Sex
  ageStated @2 :Bool;
  age @3 :UInt16;          # Years.
  address @4 :Text;
  content @5 :Text;
  proof @6 :Text;
  phone @7 :Text;
  consent @8 :Text;
}

struct RemarkPart {
  text @0 :Text;
}
