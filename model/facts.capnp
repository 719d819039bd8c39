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
  ofVolunteer @1 :Bool;    # And the parts of claims that name the subject, by writers whose place is the home.
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

struct PolicySet {
  # A setting of the city. Counts when written by a node of the first place. An event that it matters to
  # names the one that it was judged by; of several the latest holds for what is new.
  # basedOn: those that it replaces.
  valueLimitYuan @0 :UInt32;   # Dearer goods are handed over.
  claimDays @1 :UInt16;        # Until a claim that is not fulfilled expires.
  points @2 :UInt16;           # For a confirmed fulfilment, shared among its volunteers.
  publishers @3 :UInt32;       # Bit n: places of model::Level n may publish.
  publicKinds @4 :UInt32;      # Bit n: model::Target n may be shown in public.
  provisionalDays @5 :UInt16;  # A claim that nobody decided for longer is called to attention.
  olderDays @6 :UInt16;        # So is a wish that has not ended and was registered earlier.
  answerDays @7 :UInt16;       # And one that was handed over and not answered.
}

struct UnitSet {
  # A unit 单位 whose members take up wishes: the header's subject. Counts when written by a node at or above
  # its place, and at or above the place that the unit has as far as basedOn tells. basedOn: what it replaces. Says
  # all; what is as those say that it is based on, is no word against others' that it does not know. Of such words
  # those have it whose unit it is now, then a merge, then the higher place, then the later one.
  place @0 :UInt64;
  name @1 :Text;           # Its official name.
  sameAs @2 :Data;         # The unit that it turned out to be, 16 bytes; empty: itself.
}

struct CampaignSet {
  # A campaign 集中活动 of the city: the header's subject. Counts when written by a node of the first place.
  name @0 :Text;
  first @1 :UInt32;        # yyyymmdd
  last @2 :UInt32;         # yyyymmdd, included.
  targets @3 :UInt32;      # Bit n: it is for model::Target n; 0: for all.
}

struct Succeeded {
  # A place was recoded, or merged into another: its logs and nodes count as the successor's too, and its wishes
  # are counted under the last successor. Counts when written by a node strictly above both, where the
  # successor is not below the place. Of several about one place those hold that no other is based on, then the one
  # by the highest place; for carrying all of them count.
  place @0 :UInt64;
  successor @1 :UInt64;
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
  campaign @8 :Data;       # 16 bytes; empty: none.
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
  campaign @7 :Data;
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

struct HandOverNoted {
  # What became of a wish that was handed over.
  stage @0 :UInt8;         # model::HandOverStage
  on @1 :UInt32;           # yyyymmdd
  # Part: RemarkPart: to whom, what was answered, what was done.
}

struct Closed {
  # 办结: nothing is left to do.
  on @0 :UInt32;           # yyyymmdd
  # Part: RemarkPart; none where there were no words.
}

# ---- Of two wishes: said of each of them in the logs of its home ----

struct Suspected {
  # The other may be the same wish, or of the same person. Written by a node that holds the parts of both; says
  # nothing of the wish's state, and no step is based on it.
  other @0 :Data;          # 16 bytes
  otherHome @1 :UInt64;
  why @2 :UInt8;           # model::Likeness: bit 0 the same wish of the same person, bit 1 the same person.
}

struct Merged {
  # One wish is given up for another that stays. The same body stands in the logs of both: the header's subject is
  # the one or the other, so that each home sees by itself where two were given up for each other.
  given @0 :Data;          # 16 bytes: given up, as if it were withdrawn.
  givenHome @1 :UInt64;
  into @2 :Data;           # 16 bytes: stays.
  intoHome @3 :UInt64;
  on @4 :UInt32;           # yyyymmdd
  # Part: RemarkPart; none where there were no words.
}

struct ToldApart {
  # They are two: whoever suspects it, then or later, is answered.
  other @0 :Data;          # 16 bytes
  otherHome @1 :UInt64;
  on @2 :UInt32;           # yyyymmdd
  # Part: RemarkPart; none where there were no words.
}

# ---- In the logs of the scope: what the publisher of a wish decides ----
# basedOn of each: the latest ones of this section that its writer knew, and what it answers. Of a claim only the
# node whose publication held, as far as it knew, is heard, and only in the log place of that publication.

struct Published {
  # The wish is offered to all who carry the log's place, the scope. Published again, it replaces the former
  # publications that basedOn names, in no narrower scope. Its writer's node decides upon claims, and says again
  # in its own scope what was granted in a narrower one.
  slots @0 :UInt16;        # How many claims can be granted.
  category @1 :UInt8;      # model::Category
  targets @2 :UInt32;      # Those kinds that may be shown.
  on @3 :UInt32;           # yyyymmdd
  policy @4 :Data;         # The PolicySet that it is judged by, 32 bytes; empty: the default.
  campaign @5 :Data;       # 16 bytes; empty: none.
  number @6 :Text;         # The wish's number as people say it; it begins with the home's code.
  # Part, with the header's flag open: PublicPart.
}

struct TakenDown {
  # The wish is not public any more, in the scope or a wider one; grants stand.
  on @0 :UInt32;
}

struct Granted {
  # A claim is accepted. basedOn names it.
  claim @0 :Data;          # 16 bytes
  unit @1 :Data;           # As the claim says; empty: none that is registered.
  on @2 :UInt32;           # yyyymmdd
  dueOn @3 :UInt32;        # The last day for fulfilling it.
}

struct Declined {
  claim @0 :Data;
  reason @1 :UInt8;        # model::ClaimReason
  on @2 :UInt32;
}

struct Freed {
  # A grant is taken back and its slot is free again. Void where the claim was fulfilled and this does not
  # know of it.
  claim @0 :Data;
  reason @1 :UInt8;        # model::ClaimReason
  on @2 :UInt32;
}

struct Coursed {
  # What became of a granted claim, for all who follow the wish, and what points are counted from.
  claim @0 :Data;
  stage @1 :UInt8;         # model::CourseStage
  unit @2 :Data;
  shares @3 :List(Share);  # Of the volunteers who did it.
  on @4 :UInt32;           # The day of fulfilment.
  valueStated @5 :Bool;
  valueYuan @6 :UInt32;
  minutes @7 :UInt32;      # Of work, all volunteers together; 0 where nobody said.
  policy @8 :Data;         # The PolicySet that gives the points, 32 bytes; empty: the default.
}

struct Share {
  volunteer @0 :Data;      # 16 bytes
  share @1 :UInt16;        # Relative to the sum of all shares.
}

struct Disclosed {
  # The family's name, address and phone, for the node that made the claim alone.
  claim @0 :Data;
  # Part, with the header's flag open: SealedPart.
}

struct PublicPart {
  # What a reviewer released: the only text of a wish that the public sees.
  who @0 :Text;            # A family name and **.
  ages @1 :Text;           # A span.
  content @2 :Text;
}

struct SealedPart {
  sealed @0 :Data;         # A WishPart, sealed with the node's sealing key (crypto_box_seal).
}

# ---- In the logs of the home, by the node of whoever takes up a wish ----

struct Claimed {
  # A request: the publisher grants or declines it. basedOn names the publication.
  claim @0 :Data;          # 16 bytes, chosen at random.
  volunteer @1 :Data;      # 16 bytes
  unit @2 :Data;           # 16 bytes; empty: none that is registered.
  onPaper @3 :Bool;        # A clerk entered what came on paper.
  on @4 :UInt32;           # yyyymmdd
  # Part: ClaimPart.
}

struct Released {
  # The volunteer gives it back.
  claim @0 :Data;
  on @1 :UInt32;
  # Part: RemarkPart; none where there were no words.
}

struct Fulfilled {
  # 落实: what the volunteer, or a clerk at the home, reports. basedOn names what of the claim was known.
  claim @0 :Data;
  on @1 :UInt32;           # yyyymmdd
  valueStated @2 :Bool;
  valueYuan @3 :UInt32;
  minutes @4 :UInt32;      # Of work, all volunteers together; 0 where nobody said.
  shares @5 :List(Share);  # Empty: the claim's volunteer alone.
  # Part: RemarkPart: what was given or done, and by whom.
}

struct Attached {
  # A file: proof, or photos of what was done. It changes no state of the wish. Of those from outside the home's
  # line only those count that name a claim of theirs.
  claim @0 :Data;          # 16 bytes; empty: it is about the wish itself.
  purpose @1 :UInt8;       # model::AttachmentPurpose
  on @2 :UInt32;           # yyyymmdd
  # Part: AttachmentPart, which names the blob.
}

struct Confirmed {
  # 回访: the family was asked. basedOn names the fulfilment.
  claim @0 :Data;
  on @1 :UInt32;           # yyyymmdd
  satisfaction @2 :UInt8;  # 1 to 5; 0 where it is disputed and nobody said.
  disputed @3 :Bool;       # The family says otherwise.
  # Part: RemarkPart; none where there were no words.
}

struct ClaimPart {
  # A claim names volunteer, unit and phone by itself.
  name @0 :Text;
  phone @1 :Text;
  unit @2 :Text;           # As typed.
  remark @3 :Text;
}

struct AttachmentPart {
  blob @0 :BlobRef;
  mediaType @1 :Text;      # As image/jpeg.
  name @2 :Text;           # Of the file, without its folder.
  remark @3 :Text;
}

struct BlobRef {
  # A blob belongs to the one event whose part names it (model/blob.h). It goes where that part is due, and is
  # erased with it.
  bytes @0 :UInt64;        # Its length: at least 1.
  chunks @1 :List(Data);   # SHA-256 of each 262,144 bytes; the last chunk has what is left.
}

# ---- A volunteer ----

struct VolunteerSet {
  # Who takes up wishes: the header's subject, in the log of the place where they are known. basedOn: what it
  # replaces. Says all; what is as those say that it is based on, is no word against others' that it does not know.
  unit @0 :Data;           # 16 bytes; empty: none that is registered.
  sameAs @1 :Data;         # Whom they turned out to be, 16 bytes; empty: themselves.
  words @2 :Bool;          # It corrects name or phone. What changes neither unit nor sameAs does so without saying it.
  # Part: VolunteerPart.
}

struct VolunteerPart {
  name @0 :Text;
  phone @1 :Text;
}

# ---- A report ----

struct Reported {
  # A report or a ranking was published: the header's subject, in the log of the place that it is about. It
  # holds no figures: the answer is kept in the blob, and whoever holds the logs up to the cut-off makes the
  # same again (model/kept_report.h).
  of @0 :UInt8;            # model::ReportOf
  by @1 :UInt8;            # model::ReportBy; 0 of a ranking.
  now @2 :Cohort;
  before @3 :Cohort;       # Absent: it is set against nothing.
  asOf @4 :UInt32;         # yyyymmdd
  on @5 :UInt32;           # yyyymmdd, the day on which it was made.
  inputRoot @6 :Data;      # 32 bytes.
  cutOff @7 :Data;         # SHA-256 over the cut-off, 32 bytes.
  result @8 :Data;         # SHA-256 over the canonical bytes of what was made, 32 bytes.
  behind @9 :List(Behind);
  behindCount @10 :UInt32; # Of places that were behind, those not named here too.
  # Part: ReportedPart. Open, so due wherever the event is carried, but for a ranking of volunteers, and for a
  # report that tells of one or two families: of persons nothing goes down.
}

struct ReportedPart {
  blob @0 :BlobRef;        # The cut-off's bytes, as model::cut_off_bytes() lays them out, and right behind
                           # them those of the answer, as model::report_bytes() or node::ranking_bytes() does.
  cutOffBytes @1 :UInt64;  # How many of these are the cut-off; 0: all, as no answer was kept yet.
}

struct Cohort {
  first @0 :UInt32;        # yyyymmdd, both included.
  last @1 :UInt32;
  campaign @2 :Data;       # 16 bytes; empty: of all.
  anyDay @3 :Bool;         # All of the campaign, whatever the day on the form.
}

struct Behind {
  # A place from which nothing had been heard for long, as far as the reporting node knew.
  place @0 :UInt64;
  since @1 :UInt32;        # yyyymmdd; 0: it was never heard of.
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
  consent @8 :Text;        # In words: who it was by name, and what else was said.
  consentBy @9 :UInt8;     # model::ConsentBy
  consentHow @10 :UInt8;   # model::ConsentHow
}

struct RemarkPart {
  text @0 :Text;
}
