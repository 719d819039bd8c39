# What two nodes say to each other. This file is the protocol's only specification.
#
# A frame is one binary WebSocket message (or one record of a bundle): a Cap'n Proto message of a
# single segment, without a segment table, of at most 1 MiB. A frame that is no such message ends the
# conversation.
#
# A conversation: the connecting node (the lower one) says hello, the other welcome, the first proof,
# the other accepted. From then on both sides may send any of the other frames at any time.
#
#   lower                     upper
#     hello        ------->
#                  <-------     welcome      its key signs both so far
#     proof        ------->                  the lower's key signs the same; its ticket
#                  <-------     accepted     the next ticket, or the verdict
#     ticket taken ------->                  it is stored
#     have (0)     ------->                  logs of place 0 first; repeated until equal,
#                  <-------     have (0)     then the other logs that both carry
#     batch, parts <------>     batch, parts each within the other's credit
#     ack, credit  <------>     ack, credit
#     blobWant     <------>     blobChunk    once both were in step, and nothing else waits
#     blobHave     <------>     blobHave
#     bye          <------>     bye
#
# Ids and hashes are Data of their fixed length; a place is its code as a number.

@0xc7d9e2f0a1b34586;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("wishsync::schema");

struct Log {
  place @0 :UInt64;
  writer @1 :Data;                # 16
}

struct Tip {
  seq @0 :UInt64;
  hash @1 :Data;                  # 32
}

struct Frame {
  union {
    hello @0 :Hello;
    welcome @1 :Welcome;
    proof @2 :Proof;
    accepted @3 :Accepted;
    have @4 :Have;
    holds @5 :Holds;
    batch @6 :Batch;
    parts @7 :Parts;
    want @8 :Want;
    refused @9 :Refused;
    ack @10 :List(Ack);
    ackCounts @11 :List(AckCount);
    credit @12 :UInt32;           # Further bytes (decompressed events and parts) that may be sent.
    bye @13 :Reason;
    ticketTaken @14 :Data;        # The ticket of accepted is stored; nothing else is said before.
    blobWant @15 :BlobWant;       # The last three from version 3 on.
    blobChunk @16 :BlobChunk;
    blobHave @17 :BlobHave;
  }
}

struct Hello {
  protocolMin @0 :UInt16;
  protocolMax @1 :UInt16;
  nonce @2 :Data;                 # 32 random bytes
  key @3 :Data;                   # the node's signing key, 32
  writer @4 :Data;                # the node's writer, 16; empty while it has none
  clockMs @5 :UInt64;             # its wall clock, to show how far the two are apart
  release @6 :Text;               # of the software, for people
  joinId @7 :Data;                # 8: redeems this invitation; empty: is enrolled already
  sealingKey @8 :Data;            # 32, with joinId
}

struct Welcome {
  content @0 :Data;               # a WelcomeContent message; transcript = SHA-256(length of hello's
                                  # bytes (4, big endian), hello's bytes, content)
  signature @1 :Data;             # by the upper's key over "wishtree welcome" transcript
  joinProof @2 :Data;             # HMAC-SHA-256(secret, "wishtree parent" transcript), with joinId
}

struct WelcomeContent {
  protocol @0 :UInt16;            # the highest that both speak
  nonce @1 :Data;                 # 32
  key @2 :Data;                   # 32
  writer @3 :Data;                # 16
  clockMs @4 :UInt64;
  release @5 :Text;
}

struct Proof {
  signature @0 :Data;             # by the lower's key over "wishtree proof" transcript
  joinProof @1 :Data;             # HMAC-SHA-256(secret, "wishtree child" transcript), with joinId
  ticket @2 :Data;                # the ticket of this pair of writers, 40 (sync/ticket.h); empty: none yet
  introduce @3 :Bool;             # the lower one does not know the upper: only logs of place 0 are told, until
                                  # it does and calls again. Tickets are neither shown nor judged
}

struct Accepted {
  enrolled @0 :Data;              # the hash of the lower's Enrolled event, 32
  place @1 :UInt64;               # its place
  ticket @2 :Data;                # the next ticket of this pair of writers, 40; empty: none is kept, as one
                                  # of the writers is not known yet
  newWriter @3 :Bool;             # the verdict: the lower one was restored or copied. It opens a new
                                  # writer and calls again; this conversation ends
}

struct Have {
  # Which logs are held up to where, as digests of ranges of logs ordered by (place, writer). A range
  # of which both sides have the same digest is done. Where they differ, the answer has its parts: up
  # to 16 sub-ranges, or, for few logs, their tips.
  zone @0 :UInt8;                 # 0: logs of place 0. 1: the other logs that the lower carries.
  ranges @1 :List(Range);

  struct Range {
    from @0 :Data;                # place (8, big endian) and writer (16) of the first log; empty: the first of all
    to @1 :Data;                  # of the first log after the range; empty: none
    answer @2 :Bool;              # Only told; no further answer is awaited.
    union {
      digest :group {
        sum @3 :Data;             # 32: the sum modulo 2^256 of SHA-256(place, writer, sorted tips) of all logs in it
        count @4 :UInt32;         # how many they are
      }
      tips @5 :List(LogTips);     # all logs of the range; with `answer`: some
    }
  }

  struct LogTips {
    log @0 :Log;
    tips @1 :List(Tip);           # ascending; none: nothing of it is held
  }
}

struct Holds {
  # Of a branch that the peer does not know: does it hold this event of it? Asked in halving steps.
  log @0 :Log;
  event @1 :Tip;
  reply @2 :Bool;                 # false: a question; true: the answer
  held @3 :Bool;
}

struct Batch {
  # Consecutive events of one log, up to a tip that its writer signed.
  log @0 :Log;
  before @1 :Tip;                 # what the first event continues; seq 0 and no hash at the start
  tip @2 :Tip;                    # the last event
  signature @3 :Data;             # 64, over "wishtree tip" place writer seq hash (model/event.h)
  bytes @4 :UInt32;               # of content, decompressed: at most 512 KiB
  content @5 :Data;               # zstd of a BatchContent message
}

struct BatchContent {
  items @0 :List(Item);
  struct Item {
    # The origin's bytes (model/event.capnp), of which the sender may cut to zeros what the receiver
    # knows: `prev`, which is the hash of the item before it (of the first: of Batch.before), and, where
    # the part stands beside it, the commitment to it. The receiver puts them back. That they are what
    # the origin wrote shows, like all else, in the chain up to the signed tip.
    event @0 :Data;
    part @1 :Data;                # salt and payload, where due at the receiver and held
  }
}

struct Parts {
  # Parts alone, for events that the receiver holds.
  bytes @0 :UInt32;
  content @1 :Data;               # zstd of a PartsContent message
}

struct PartsContent {
  items @0 :List(Item);
  struct Item {
    log @0 :Log;
    event @1 :Tip;
    part @2 :Data;
  }
}

struct Want {
  # Parts that are due at the sender of this frame and that it lacks.
  items @0 :List(Item);
  struct Item {
    log @0 :Log;
    event @1 :Tip;
  }
}

struct BlobWant {
  # Chunks of the blob that the event's part names (model/blob.h), from `from` on. They come in their order, each
  # in a frame of its own, when neither events nor parts wait to be sent, and within the credit. Of chunks that were
  # asked for and have not come, there are never more than two: they stand before what is more urgent.
  log @0 :Log;
  event @1 :Tip;
  from @2 :UInt32;
  count @3 :UInt32;
}

struct BlobChunk {
  log @0 :Log;
  event @1 :Tip;
  index @2 :UInt32;
  bytes @3 :Data;                 # Not compressed. Empty: it is not here, or not due at the peer; what was asked
                                  # beyond it is answered so too. Asked for again with a blobHave, or
                                  # after two minutes.
}

struct BlobHave {
  # The sender of this frame holds these blobs whole, the last chunk of which came after their event.
  items @0 :List(Want.Item);
}

struct Refused {
  # A batch, or a log, was not taken; other logs go on.
  log @0 :Log;
  reason @1 :Reason;              # "sync.not_mine", "sync.unknown_writer": left out until place 0 changes
}

struct Ack {
  # A place's word that it holds a log durably up to a tip; the upper's own, or relayed from above.
  place @0 :UInt64;
  writer @1 :Data;                # the acknowledging writer, 16
  count @2 :UInt64;               # rises with what that writer holds; later words win; told in rising
                                  # order; 0: only says again what was said
  log @3 :Log;
  tip @4 :Tip;
  partsSeq @5 :UInt64;            # all due parts up to here are held too, or erased
  others @6 :List(Tip);           # of a forked log: the tips of the other branches that are held too
  blobsSeq @7 :UInt64;            # all blobs that due parts up to here name are held whole too, or erased; 0
                                  # also where the sender knows of no blobs
}

struct AckCount {
  # Acks of this writer are known up to this count: tell those above it, and from then on all. Said by
  # the lower side, once, when both hold the same of place 0; before, only words with count 0 are told.
  writer @0 :Data;
  count @1 :UInt64;
}

struct Reason {
  code @0 :Text;
  en @1 :Text;
  zh @2 :Text;
}
