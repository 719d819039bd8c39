// Files of a wish at the desks of a village, its county and an office of another county.

#include "desk_fixture.h"
#include "node/desk/desk_media_type.h"
#include "node/store/store_keys.h"

namespace node {
namespace {

using model::AttachmentPurpose;
using support::kCity;
using support::kOtherCounty;
using support::kVillage;
using support::Office;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string jpeg(std::size_t bytes = 1000, char fill = 'p') {
  return "\xff\xd8\xff" + std::string(bytes - 3, fill);
}
AttachmentInput photo(std::string bytes = jpeg(), std::string name = "棉被.jpg") {
  AttachmentInput in;
  in.name = std::move(name);
  in.bytes = std::move(bytes);
  return in;
}

class DeskAttachments : public DeskTest {
 protected:
  DeskAttachments() : id_(model::uuid_text(added().wish.id)) {}

  AttachmentView attached(AttachmentInput in) {
    auto view = desk().attach(id_, std::move(in));
    EXPECT_EQ(code_of(view), "");
    return view ? *view : AttachmentView{};
  }
  std::string refused(AttachmentInput in) { return code_of(desk().attach(id_, std::move(in))); }
  std::string bytes_of(const AttachmentView& view) {
    const auto blob = desk().whole_file(view);
    if (!blob) return blob.error().code;
    std::string out;
    for (std::uint32_t i = 0; i < blob->chunk_count(); ++i)
      out += desk().file_chunk(view.attachment.event, *blob, i).value_or("?");
    return out;
  }

  std::string id_;
};

TEST_F(DeskAttachments, are_kept_and_given_back_as_they_came) {
  AttachmentInput in = photo(jpeg(model::kBlobChunkBytes + 77), "C:\\photos\\棉被 1.jpg");
  in.remark = " 落实时拍摄 ";
  in.purpose = AttachmentPurpose::kProof;
  const AttachmentView view = attached(in);
  EXPECT_EQ(view.part->name, "棉被 1.jpg");
  EXPECT_EQ(view.part->media_type, "image/jpeg");
  EXPECT_EQ(view.part->remark, "落实时拍摄");
  EXPECT_EQ(view.attachment.purpose, AttachmentPurpose::kProof);
  EXPECT_EQ(view.attachment.claim, std::nullopt);
  EXPECT_EQ(view.by_place, kVillage);
  EXPECT_TRUE(view.here);
  EXPECT_EQ(bytes_of(view), in.bytes);
  const auto listed = desk().attachments(id_).value();
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0].attachment.event, view.attachment.event);
  EXPECT_THAT(desk().wish(id_)->attachments, SizeIs(1));
  EXPECT_EQ(code_of(desk().attachment(id_, view.attachment.event.hash)), "");
  EXPECT_EQ(code_of(desk().attachment(id_, model::EventHash{})), "attachment.unknown");
  EXPECT_THAT(desk().verify(true).problems, IsEmpty());
}

TEST_F(DeskAttachments, are_told_by_their_bytes_and_not_by_their_name) {
  const std::pair<std::string, std::string> known[] = {
      {"\xff\xd8\xff\xe0", "image/jpeg"},
      {"\x89PNG\r\n\x1a\n and more", "image/png"},
      {"RIFF1234WEBPVP8 ", "image/webp"},
      {std::string("\0\0\0\x18", 4) + "ftypheic", "image/heic"},
      {"%PDF-1.4", "application/pdf"}};
  for (const auto& [bytes, type] : known) EXPECT_EQ(media_type_of(bytes), type);
  for (const char* bytes : {"", "\xff", "PK\3\4", "<html>", "RIFF1234WAVE", "12345678WEBP", "GIF89a"})
    EXPECT_EQ(media_type_of(bytes), std::nullopt) << bytes;
  EXPECT_EQ(refused(photo("PK\3\4 a document of Word", "photo.jpg")), "attachment.bad_type");
  EXPECT_EQ(attached(photo("%PDF-1.4 ...", "photo.jpg")).part->media_type, "application/pdf");
  EXPECT_EQ(attached(photo("%PDF-1.5 ...", "")).part->name, "photo.pdf");
}

TEST_F(DeskAttachments, keep_to_their_limits) {
  EXPECT_EQ(refused(photo("")), "attachment.empty");
  EXPECT_EQ(refused(photo(jpeg(model::kBlobBytesMax + 1))), "attachment.too_large");
  EXPECT_EQ(refused(photo(jpeg(), std::string(200, 'n'))), "row.too_long");
  for (std::size_t i = 0; i < model::kAttachmentsMax; ++i) attached(photo(jpeg(100 + i)));
  EXPECT_EQ(refused(photo()), "attachment.too_many");
  EXPECT_EQ(code_of(desk().attach("431322106003-2018-9999-KQ", photo())), "wish.unknown");
}

TEST_F(DeskAttachments, keep_to_the_limit_of_the_wish) {
  for (char fill = 'a'; fill < 'f'; ++fill) attached(photo(jpeg(model::kBlobBytesMax, fill)));
  EXPECT_EQ(refused(photo()), "attachment.wish_full");
}

TEST_F(DeskAttachments, the_same_file_once_more_is_the_one_that_is_there) {
  const AttachmentView first = attached(photo());
  EXPECT_EQ(attached(photo()).attachment.event, first.attachment.event);
  AttachmentInput other = photo();
  other.purpose = AttachmentPurpose::kProof;
  EXPECT_NE(attached(other).attachment.event, first.attachment.event);
}

TEST_F(DeskAttachments, change_no_state_and_stand_in_the_history) {
  const auto before = desk().wish(id_)->view.wish;
  attached(photo());
  const auto after = desk().wish(id_).value();
  EXPECT_EQ(after.view.wish.state, before.state);
  EXPECT_EQ(after.view.wish.heads, before.heads);
  EXPECT_EQ(after.history.back().kind, model::Kind::kAttached);
  EXPECT_TRUE(after.history.back().counts);
  EXPECT_EQ(code_of(desk().vet(id_, model::Outcome::kApproved, "")), "");
}

TEST_F(DeskAttachments, are_part_of_what_is_disclosed_and_erased_with_the_wish) {
  const AttachmentView view = attached(photo(jpeg(model::kBlobChunkBytes * 2)));
  ASSERT_THAT(desk().disclose(id_)->wishes, SizeIs(1));
  EXPECT_THAT(desk().disclose(id_)->wishes[0].detail.attachments, SizeIs(1));
  ASSERT_TRUE(desk().erase(id_));
  const auto left = desk().attachments(id_).value();
  ASSERT_THAT(left, SizeIs(1));  // That there was one, no more.
  EXPECT_FALSE(left[0].part);
  EXPECT_FALSE(left[0].here);
  EXPECT_EQ(bytes_of(left[0]), "blob.unknown");
  std::size_t chunks = 0;
  village_->kv().scan(Family::kBlob, "", "", [&](auto, auto) { return ++chunks, true; });
  EXPECT_EQ(chunks, 0u);
  EXPECT_EQ(refused(photo()), "wish.erased");
  EXPECT_EQ(desk().file_chunk(view.attachment.event, view.part->blob, 0), std::nullopt);
}

TEST_F(DeskAttachments, a_damaged_piece_is_found_and_not_given_out) {
  const AttachmentView view = attached(photo(jpeg(model::kBlobChunkBytes * 2)));
  KvBatch batch;
  const std::string key = keys::chunk_key(view.attachment.event, 1);
  batch.put(Family::kBlob, key,
            village_->store().sealer().seal("something else",
                                            keys::chunk_association(view.attachment.event.hash, 1)));
  ASSERT_TRUE(village_->kv().write(batch));
  EXPECT_THAT(desk().verify(false).problems, IsEmpty());
  const auto found = desk().verify(true).problems;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, "verify.blob_damaged");
  EXPECT_THAT(found[0].en, HasSubstr("piece 2"));
  EXPECT_EQ(desk().file_chunk(view.attachment.event, view.part->blob, 1), std::nullopt);
}

// As where the disk turned a bit.
TEST_F(DeskAttachments, what_the_disk_damaged_is_missing_again_and_said_so) {
  const AttachmentView view = attached(photo(jpeg(model::kBlobChunkBytes * 2)));
  KvBatch batch;
  const std::string key = keys::chunk_key(view.attachment.event, 0);
  batch.put(Family::kBlob, key, "\x07" + village_->kv().get(Family::kBlob, key)->substr(1));
  ASSERT_TRUE(village_->kv().write(batch));
  EXPECT_EQ(bytes_of(view).front(), '?');
  ASSERT_EQ(code_of(village_->committer().record({})), "");  // The one before it is done.
  const AttachmentView now = desk().attachment(id_, view.attachment.event.hash).value();
  EXPECT_FALSE(now.here);
  EXPECT_TRUE(now.damaged);
  EXPECT_EQ(bytes_of(now), "blob.damaged");
  EXPECT_EQ(village_->store().missing_blobs().blobs, 1u);
  // Nobody else has it: it is said as often as anybody asks.
  for (int times = 0; times < 2; ++times) {
    const auto found = desk().verify(true).problems;
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].code, "verify.blob_damaged");
    EXPECT_THAT(found[0].en, HasSubstr("piece 1"));
  }
}

// ---- Away from the home

class DeskAttachmentsAway : public DeskAttachments {
 protected:
  DeskAttachmentsAway() {
    far_author_ = &world_.enrol(kOtherCounty);
    village_ = std::make_unique<Office>(world_, *village_author_);
    city_ = std::make_unique<Office>(world_, *city_author_);
    far_ = std::make_unique<Office>(world_, *far_author_);
    id_ = model::uuid_text(added().wish.id);
    EXPECT_EQ(code_of(desk().vet(id_, model::Outcome::kApproved, "")), "");
    meet();
    PublicationInput in;
    in.scope = kCity;
    EXPECT_EQ(code_of(city_->desk().publish(id_, in)), "");
    meet();
  }
  void meet() {
    for (int round = 0; round < 3; ++round) {
      for (Office* office : {village_.get(), far_.get()}) city_->sync_from(*office);
      city_->do_duties();
      for (Office* office : {village_.get(), far_.get()}) {
        office->sync_from(*city_);
        office->do_duties();
      }
    }
  }
  model::SubjectId claimed_at(Office& office) {
    ClaimInput in;
    in.name = "李四";
    in.phone = "13900000001";
    const auto answers = office.desk().claim({id_}, in);
    EXPECT_TRUE(answers && answers->front().claim);
    return answers->front().claim->claim.claim;
  }

  support::Author* far_author_ = nullptr;
  std::unique_ptr<Office> city_, far_;
};

TEST_F(DeskAttachmentsAway, whoever_claimed_a_wish_attaches_to_the_claim) {
  EXPECT_EQ(code_of(far_->desk().attach(id_, photo())), "claim.unknown");
  const model::SubjectId claim = claimed_at(*far_);
  meet();
  const std::string bytes = jpeg(model::kBlobChunkBytes + 5);
  const auto view = far_->desk().attach(id_, photo(bytes));
  ASSERT_EQ(code_of(view), "");
  EXPECT_EQ(view->attachment.claim, claim);
  EXPECT_THAT(far_->desk().offer(id_)->attachments, SizeIs(1));
  meet();
  const auto at_home = desk().attachments(id_).value();
  ASSERT_THAT(at_home, SizeIs(1));
  EXPECT_EQ(at_home[0].attachment.claim, claim);
  EXPECT_EQ(at_home[0].by_place, kOtherCounty);
  EXPECT_EQ(bytes_of(at_home[0]), bytes);
}

TEST_F(DeskAttachmentsAway, nobody_attaches_to_the_claim_of_others_but_the_home) {
  const model::SubjectId claim = claimed_at(*far_);
  meet();
  AttachmentInput in = photo();
  in.claim = claim;
  EXPECT_EQ(code_of(city_->desk().attach(id_, in)), "");
  in.bytes = jpeg(2000);
  EXPECT_EQ(code_of(desk().attach(id_, in)), "");
  in.claim = model::SubjectId{{9}};
  EXPECT_EQ(code_of(desk().attach(id_, in)), "claim.unknown");
}

}  // namespace
}  // namespace node
