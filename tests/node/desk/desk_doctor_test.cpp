// The doctor's lines, by tables: which facts make which line ok, worth a look, or a person's business.

#include "node/desk/desk_doctor.h"

#include <algorithm>
#include <functional>

#include "desk_fixture.h"
#include "node/store/store_keys.h"

namespace node {
namespace {

using enum DoctorState;
using support::kCounty;
using support::kVillage;
using support::Office;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t kNowMs = 1'800'000'000'000;  // January 2027.

PeerStatus parent() {
  PeerStatus out;
  out.is_parent = true;
  out.address = "10.0.0.5:7431";
  out.name = "新化县";
  out.connected = out.in_step = true;
  out.last_seen_ms = kNowMs;
  out.release = "0.1.0";
  return out;
}

PeerStatus child() {
  PeerStatus out = parent();
  out.is_parent = false;
  out.name = "上团村";
  return out;
}

// A village where all is well.
DoctorFacts well() {
  DoctorFacts f;
  f.now_ms = kNowMs;
  f.opened_ms = kNowMs - 100 * kDayMs;
  f.own_event_ms = kNowMs - kHourMs;
  f.parent = parent();
  f.release = "0.1.0";
  f.disk_free_bytes = 100ull << 30;
  f.backup_ms = kNowMs - kHourMs;
  return f;
}

DoctorLine line_of(const DoctorFacts& facts, std::string_view check) {
  for (DoctorLine& line : examine(facts))
    if (line.check == check) return std::move(line);
  ADD_FAILURE() << "no line " << check;
  return {};
}

struct Case {
  const char* check;
  DoctorState state;
  const char* says;  // Part of the English sentence.
  std::function<void(DoctorFacts&)> change;
};

DoctorFork fork(bool own) { return {{kVillage, model::WriterId{{0xab}}}, "上团村", "上团村", kNowMs, own}; }

const std::vector<Case> kCases = {
    {"clock", kOk, "agrees", [](auto& f) { f.parent->clock_offset_ms = kClockOffLookMs - 1; }},
    {"clock", kLook, "2 minutes behind 新化县", [](auto& f) { f.parent->clock_offset_ms = kClockOffLookMs; }},
    {"clock", kAct, "10 minutes ahead of",
     [](auto& f) { f.parent->clock_offset_ms = -static_cast<std::int64_t>(kClockOffActMs); }},
    {"clock", kOk, "agrees",
     [](auto& f) {
       f.parent->connected = false;
       f.parent->clock_offset_ms = kClockOffActMs;
     }},
    {"clock", kLook, "3 hours behind 上团村",
     [](auto& f) {
       f.children = {child()};
       f.children[0].clock_offset_ms = 3 * kHourMs;
     }},
    {"clock", kAct, "before the newest event", [](auto& f) { f.own_event_ms = kNowMs + 2 * kClockOffActMs; }},
    {"clock", kOk, "agrees", [](auto& f) { f.own_event_ms = kNowMs + kClockOffActMs; }},
    {"clock", kAct, "1970-01-01", [](auto& f) { f.now_ms = 1000; }},
    {"clock", kAct, "last known to say 2026-01-15; until it is believed this node grants no claims",
     [](auto& f) {
       f.clock_in_doubt = true;
       f.clock_believed_ms = kNowMs - 365 * kDayMs;
     }},
    {"clock", kAct, "which can't be; until it is believed",
     [](auto& f) {
       f.now_ms = 1000;
       f.clock_in_doubt = true;
     }},

    {"disk", kOk, "MiB free", [](auto& f) { f.disk_free_bytes = kDiskLookBytes; }},
    {"disk", kLook, "5119 MiB", [](auto& f) { f.disk_free_bytes = kDiskLookBytes - 1; }},
    {"disk", kAct, "1023 MiB", [](auto& f) { f.disk_free_bytes = kDiskActBytes - 1; }},
    {"disk", kLook, "not known", [](auto& f) { f.disk_free_bytes.reset(); }},

    {"parent", kOk, "in step with 新化县", [](auto&) {}},
    {"parent", kOk, "first place",
     [](auto& f) {
       f.root = true;
       f.parent.reset();
     }},
    {"parent", kAct, "no parent is set", [](auto& f) { f.parent.reset(); }},
    {"parent", kAct, "was revoked", [](auto& f) { f.revoked = true; }},
    {"parent", kLook, "lacking here: 7",
     [](auto& f) {
       f.parent->in_step = false;
       f.parent->we_lack_events = 7;
     }},
    {"parent", kOk, "not reached for 30 minutes",
     [](auto& f) {
       f.parent->connected = f.parent->in_step = false;
       f.parent->last_seen_ms = kNowMs - 30 * kMinuteMs;
     }},
    {"parent", kLook, "not reached for 3 days: refused",
     [](auto& f) {
       f.parent->connected = f.parent->in_step = false;
       f.parent->last_seen_ms = kNowMs - 3 * kDayMs;
       f.parent->last_error = model::Error("sync.unreachable", "refused", "拒绝");
     }},
    {"parent", kAct, "not reached for 7 days",
     [](auto& f) {
       f.parent->connected = f.parent->in_step = false;
       f.parent->last_seen_ms = kNowMs - kParentAwayActMs;
     }},
    {"parent", kAct, "never reached at 10.0.0.5:7431",
     [](auto& f) {
       f.parent->connected = f.parent->in_step = false;
       f.parent->last_seen_ms = 0;
     }},
    {"parent", kAct, "refused: revoked",
     [](auto& f) {
       f.parent->connected = f.parent->in_step = false;
       f.parent->last_error = model::Error("sync.revoked", "revoked", "已撤销");
     }},

    {"children", kOk, "none has joined", [](auto&) {}},
    {"children", kOk, "of 1",
     [](auto& f) {
       f.joined_here = {{"上团村", kVillage, kNowMs - kDayMs}};
     }},
    {"children", kLook, "上团村 (never)",
     [](auto& f) {
       f.joined_here = {{"上团村", kVillage, 0}};
     }},
    {"children", kLook, "上团村 (7 days)",
     [](auto& f) {
       f.joined_here = {{"上团村", kVillage, kNowMs - kChildSilentLookMs}, {"富托村", kVillage, kNowMs}};
     }},
    {"children", kAct, "上团村 (30 days)",
     [](auto& f) {
       f.joined_here = {{"上团村", kVillage, kNowMs - kChildSilentActMs}};
     }},
    {"children", kLook, "and 2 more",
     [](auto& f) {
       f.joined_here.assign(7, {"村", kVillage, 0});
     }},

    {"erasures", kOk, "carried out", [](auto&) {}},
    {"erasures", kAct, "2 decided", [](auto& f) { f.erasures_pending = 2; }},

    {"restore", kOk, "nothing is hidden", [](auto&) {}},
    {"restore", kLook, "stay hidden", [](auto& f) { f.parts_hidden = true; }},
    {"restore", kAct, "stay hidden", [](auto& f) { f.parts_hidden = f.root = true; }},
    {"restore", kLook, "of 2027-01-08; behind until these have been in step: 上团村",
     [](auto& f) {
       f.restored_ms = kNowMs - 7 * kDayMs;
       f.joined_here = {{"上团村", kVillage, kNowMs, true}, {"富托村", kVillage, kNowMs, false}};
     }},
    {"restore", kAct, "hidden",
     [](auto& f) {
       f.parts_hidden = f.root = true;
       f.restored_ms = 0;
       f.joined_here = {{"上团村", kVillage, kNowMs, true}};
     }},
    {"restore", kOk, "nothing is hidden",
     [](auto& f) {
       f.restored_ms = kNowMs - 7 * kDayMs;
       f.joined_here = {{"富托村", kVillage, kNowMs, false}};
     }},
    {"restore", kOk, "nothing is hidden",
     [](auto& f) {
       f.joined_here = {{"富托村", kVillage, kNowMs, true}};
     }},

    {"backup", kOk, "60 minutes ago", [](auto&) {}},
    {"backup", kLook, "never made", [](auto& f) { f.backup_ms.reset(); }},
    {"backup", kAct, "never made",
     [](auto& f) {
       f.backup_ms.reset();
       f.root = true;
     }},
    {"backup", kLook, "never made",
     [](auto& f) {
       f.backup_ms.reset();
       f.root = true;
       f.opened_ms = kNowMs - kHourMs;
     }},
    {"backup", kLook, "20 days ago", [](auto& f) { f.backup_ms = kNowMs - 20 * kDayMs; }},
    {"backup", kAct, "20 days ago",
     [](auto& f) {
       f.backup_ms = kNowMs - 20 * kDayMs;
       f.root = true;
     }},

    {"ledger", kOk, "up to date", [](auto&) {}},
    {"ledger", kLook, "5 arrivals behind", [](auto& f) { f.ledger_behind = 5; }},
    {"ledger", kAct, "can't go on: full",
     [](auto& f) { f.ledger_error = model::Error("disk.full", "full", "满"); }},
    {"ledger", kLook, "still being loaded", [](auto& f) { f.texts_loaded = false; }},

    {"forks", kOk, "no log is forked", [](auto&) {}},
    {"forks", kLook, "上团村, written by 上团村, since 2027-01-15", [](auto& f) { f.forks = {fork(false)}; }},
    {"forks", kAct, "both kept",
     [](auto& f) {
       f.forks = {fork(false), fork(true)};
     }},

    {"copies", kOk, "no data were restored",
     [](auto& f) {
       f.reopened = {{"上团村", kVillage, kNowMs - kNewWriterLookMs}};
     }},
    {"copies", kLook, "上团村 (2027-01-14)",
     [](auto& f) {
       f.reopened = {{"上团村", kVillage, kNowMs - kDayMs}};
     }},

    {"quarantine", kOk, "empty", [](auto&) {}},
    {"quarantine", kLook, "3 kept, the newest of 2027-01-15",
     [](auto& f) {
       f.quarantined = 3;
       f.quarantined_ms = kNowMs;
     }},
    {"quarantine", kLook, "0 kept, 4 more not kept", [](auto& f) { f.passed_over = 4; }},

    {"parts", kOk, "all that are due", [](auto&) {}},
    {"parts", kOk, "2 due here",
     [](auto& f) {
       f.absent_parts = 2;
       f.absent_since_ms = kNowMs - kHourMs;
     }},
    {"parts", kLook, "2 due here",
     [](auto& f) {
       f.absent_parts = 2;
       f.absent_since_ms = kNowMs - kAbsentPartsLookMs;
     }},

    {"versions", kOk, "release 0.1.0", [](auto& f) { f.children = {child()}; }},
    {"versions", kLook, "others: 新化县 (0.2.0)", [](auto& f) { f.parent->release = "0.2.0"; }},
    {"versions", kAct, "others: 上团村 (?)",
     [](auto& f) {
       f.children = {child()};
       f.children[0].release = "";
       f.children[0].last_error = model::Error("sync.version", "no common version");
     }},

    {"files", kOk, "all that are due", [](auto&) {}},
    {"files", kOk, "2 on their way here (3 MiB)",
     [](auto& f) {
       f.absent_files = 2;
       f.absent_file_bytes = (2 << 20) + 1;
       f.absent_files_since_ms = kNowMs - kHourMs;
     }},
    {"files", kLook, "the oldest of 2027-01-13",
     [](auto& f) {
       f.absent_files = 2;
       f.absent_files_since_ms = kNowMs - kAbsentFilesLookMs;
     }},
    {"files", kAct, "1 damaged on this disk", [](auto& f) { f.damaged_files = 1; }},
    {"files", kAct, "1 damaged on this disk; 2 on their way",
     [](auto& f) {
       f.damaged_files = 1;
       f.absent_files = 2;
       f.absent_files_since_ms = kNowMs;
     }},
    {"files", kLook, "3 not kept", [](auto& f) { f.unkept_files = 3; }},
    {"invitations", kOk, "no join code", [](auto&) {}},
    {"invitations", kOk, "2 join codes", [](auto& f) { f.invitations_open = 2; }},
};

TEST(Doctor, says_of_each_check_how_it_is) {
  for (const Case& each : kCases) {
    DoctorFacts facts = well();
    each.change(facts);
    const DoctorLine line = line_of(facts, each.check);
    EXPECT_EQ(doctor_word(line.state), doctor_word(each.state)) << each.check << ": " << line.what.en;
    EXPECT_THAT(line.what.en, HasSubstr(each.says));
  }
}

TEST(Doctor, says_what_to_do_wherever_something_is_to_do_and_in_both_languages) {
  for (const Case& each : kCases) {
    DoctorFacts facts = well();
    each.change(facts);
    for (const DoctorLine& line : examine(facts)) {
      EXPECT_EQ(line.todo.en.empty(), line.state == kOk) << line.check << ": " << line.what.en;
      EXPECT_EQ(line.todo.zh.empty(), line.todo.en.empty());
      EXPECT_FALSE(line.what.zh.empty()) << line.check;
      EXPECT_NE(line.what.zh, line.what.en);
    }
  }
}

TEST(Doctor, has_each_check_once) {
  std::set<std::string_view> checks;
  for (const DoctorLine& line : examine(well())) {
    EXPECT_TRUE(checks.insert(line.check).second) << line.check;
    EXPECT_EQ(line.state, kOk) << line.check;
  }
  EXPECT_EQ(checks.size(), 15u);
}

// ---- What is gathered

class DoctorAtWork : public DeskTest {
 protected:
  static DoctorLine line(const Desk& desk, std::string_view check) {
    for (DoctorLine& each : desk.doctor())
      if (each.check == check) return std::move(each);
    return {};
  }
};

TEST_F(DoctorAtWork, finds_a_fork_and_says_whose_it_is) {
  support::Author& clone = world_.clone(*village_author_);
  world_.register_wish(*village_author_, kVillage);
  world_.register_wish(clone, kVillage);
  Office county(world_, *county_author_);
  EXPECT_EQ(line(county.desk(), "forks").state, kLook);
  EXPECT_THAT(line(county.desk(), "forks").what.en,
              HasSubstr("written by 节点" + kVillage.text() + ", since 2018-06-22"));
  Office village(world_, *village_author_);
  EXPECT_EQ(line(village.desk(), "forks").state, kAct);
}

TEST_F(DoctorAtWork, finds_a_node_that_goes_on_as_a_new_writer) {
  world_.reopen(*village_author_);
  Office county(world_, *county_author_);
  EXPECT_THAT(line(county.desk(), "copies").what.en, HasSubstr("节点" + kVillage.text()));
}

TEST_F(DoctorAtWork, counts_the_parts_that_are_due_and_absent) {
  added();
  Office county(world_, *county_author_);
  county.take_all_from(*village_, false);
  EXPECT_THAT(line(county.desk(), "parts").what.en, HasSubstr("1 due here"));
  EXPECT_EQ(line(desk(), "parts").what.en, "all that are due here are held");
}

TEST_F(DoctorAtWork, counts_the_files_that_are_to_come_and_those_that_are_damaged) {
  const std::string wish = model::uuid_text(added().wish.id);
  std::vector<model::EventRef> files;
  for (const char* end : {"1", "2"}) {
    AttachmentInput photo;
    photo.bytes = "\xff\xd8\xff" + std::string(2 * model::kBlobChunkBytes, 'p') + end;
    const auto view = desk().attach(wish, photo);
    ASSERT_EQ(code_of(view), "");
    files.push_back(view->attachment.event);
  }
  Office county(world_, *county_author_);
  county.take_all_from(*village_);
  EXPECT_EQ(line(county.desk(), "files").what.en, "all that are due here are held");
  // As if only its first chunk had come.
  KvBatch less;
  for (const std::uint32_t index : {1u, 2u}) less.remove(Family::kBlob, keys::chunk_key(files[0], index));
  less.put(Family::kMeta, keys::meta(keys::kAbsentBlob, keys::event_key(files[0])),
           keys::absent_blob_value(1, 2 * model::kBlobChunkBytes + 4));
  less.put(Family::kBlob, keys::chunk_key(files[1], 1), "damaged");
  ASSERT_TRUE(county.kv().write(less));
  EXPECT_THAT(line(county.desk(), "files").what.en, HasSubstr("1 on their way here (1 MiB)"));
  EXPECT_FALSE(county.desk().verify(true).problems.empty());
  ASSERT_EQ(code_of(county.committer().record({})), "");  // What that found is noted.
  EXPECT_THAT(line(county.desk(), "files").what.en, HasSubstr("1 damaged on this disk; 1 on their way"));
  EXPECT_EQ(line(county.desk(), "files").state, kAct);
}

TEST_F(DoctorAtWork, knows_who_joined_here_and_when_they_were_seen) {
  Office county(world_, *county_author_);
  const auto redeemed = [&](std::uint8_t key) {
    const auto offer = county.desk().enrol({kVillage, "富托村", std::nullopt, std::nullopt});
    const auto code = wishsync::parse_join_code(offer->code);
    EXPECT_TRUE(county.enrolment().redeem(code->id, model::NodeKey{{key}}, {}));
  };
  redeemed(1);
  EXPECT_THAT(line(county.desk(), "children").what.en, HasSubstr("富托村 (never)"));
  PeerStatus seen;
  seen.key = model::NodeKey{{1}};
  seen.last_seen_ms = support::kNoonMs - kDayMs;
  county.peers.list = {seen};
  EXPECT_THAT(line(county.desk(), "children").what.en, HasSubstr("none is silent, of 1"));
  ASSERT_EQ(code_of(county.desk().enrol({kVillage, "新村", std::nullopt, std::nullopt})), "");
  EXPECT_THAT(line(county.desk(), "invitations").what.en, HasSubstr("1 join code"));
}

TEST_F(DoctorAtWork, reads_when_the_last_backup_was_made_and_whether_parts_are_hidden) {
  EXPECT_EQ(line(desk(), "backup").what.en, "never made");
  EXPECT_EQ(line(desk(), "restore").state, kOk);
  std::string at;
  model::put_u64(at, support::kNoonMs - 3 * kDayMs);
  ASSERT_TRUE(village_->committer().record({{}, {{"backup", at}, {"parts_hidden", at}}}));
  EXPECT_EQ(line(desk(), "backup").what.en, "made 3 days ago");
  EXPECT_EQ(line(desk(), "restore").state, kLook);
}

TEST_F(DoctorAtWork, tells_a_node_that_it_was_revoked) {
  Office county(world_, *county_author_);
  ASSERT_EQ(code_of(county.desk().revoke({kVillage.text(), true, std::nullopt})), "");
  village_->take_all_from(county);
  EXPECT_THAT(line(desk(), "parent").what.en, HasSubstr("was revoked"));
}

}  // namespace
}  // namespace node
