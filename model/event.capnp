# An event as it is stored and sent: one Cap'n Proto segment (no segment table) whose root is Event.
# The bytes are final: the hash is SHA-256 over exactly them, and nobody encodes an event twice.
#
# The header's numbers and hashes stand in the data section, so their offsets are fixed:
#
#   byte of the segment   field
#     0  root pointer (8)
#     8  place          (8, little endian)
#    16  writer         (16: two words)
#    32  seq            (8)
#    40  prev           (32: four words)   zero at seq 1
#    72  time           (8)
#    80  kind           (2)
#    82  flags          (2)
#    84  zero           (4)
#    88  subject        (16)               zero: about no subject
#   104  home           (8)                zero: the place of the log
#   112  actor          (16)
#   128  commitment     (32)               zero: there is no part
#   160  pointer to basedOn, pointer to body (8 each), then their bytes
#
# Hashes and ids lie in their words as the bytes come: word 0 holds bytes 0 to 7, little endian.

@0xb1f5d2a4c0837e61;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("model::schema");

struct Event {
  place @0 :UInt64;
  # The place whose log this is: the place that the event concerns; 0 for what all must know.

  writer0 @1 :UInt64;
  writer1 @2 :UInt64;

  seq @3 :UInt64;
  # 1 for the first event of a log, then without gaps.

  prev0 @4 :UInt64;
  prev1 @5 :UInt64;
  prev2 @6 :UInt64;
  prev3 @7 :UInt64;
  # The hash of the event before it in the same log.

  time @8 :UInt64;
  # Hybrid logical clock: 48 bits of milliseconds since 1970, 16 bits of counter. Orders what is
  # shown; never verified, never decides.

  kind @9 :UInt16;
  # model/kinds.h. An unknown kind is stored, sent on and counted, and folded after an upgrade.

  flags @10 :UInt16;
  # Bit 0, open: the part is due wherever the event is carried. Other bits are kept as they are.

  subject0 @11 :UInt64;
  subject1 @12 :UInt64;
  # What it is about: the UUIDv7 of a wish, a claim, a volunteer, a unit or a campaign.

  home @13 :UInt64;
  # The home of the subject where that is not the place of this log.

  actor0 @14 :UInt64;
  actor1 @15 :UInt64;
  # Who acted, as an opaque id that means something on the writing node alone.

  commitment0 @16 :UInt64;
  commitment1 @17 :UInt64;
  commitment2 @18 :UInt64;
  commitment3 @19 :UInt64;
  # HMAC-SHA-256 of the part's payload under the part's salt.

  basedOn @20 :Data;
  # Hashes of 32 bytes each, ascending: the latest events of the subject (or the declarations of the
  # place) that the writer knew. At most 64.

  body @21 :Data;
  # A struct of facts.capnp, by kind, as one segment. Holds codes, numbers, dates and official names
  # alone; whatever a person typed is in the part.
}
