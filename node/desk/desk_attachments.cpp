// Files that are attached to a wish: proof, and photos of what was done. By the home and those above it to
// any wish, by whoever claimed a wish to that claim, wherever they are.

#include <algorithm>

#include "model/attachment.h"
#include "model/form1.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/desk_media_type.h"
#include "node/desk/heard.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"

namespace node {

using model::Error;
using model::EventHash;
using model::FoldedAttachment;
using model::FoldedClaim;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

// What this node knows of a wish's files.
struct Desk::WishFiles {
  model::WishKey key;
  bool erased = false;
  bool at_home = false;  // This node is at or above the home.
  std::vector<EventHash> heads;
  std::vector<FoldedClaim> claims;
  std::vector<FoldedAttachment> attachments;
};

namespace {

// Without its folder, and short enough to be shown.
std::string file_name(const std::string& typed, model::AttachmentPurpose purpose,
                      std::string_view media_type) {
  std::string name = model::tidy_text(typed.substr(typed.find_last_of("/\\") + 1));
  if (name.empty())
    name = std::string(model::word(purpose).key) + "." + std::string(file_extension(media_type));
  return name;
}

Result<std::string_view> check_bytes(const AttachmentInput& input) {
  if (input.bytes.empty())
    return Error("attachment.empty", "the file is empty; look whether it is the right one",
                 "文件是空的；请检查是否选错了文件");
  if (input.bytes.size() > model::kBlobBytesMax)
    return Error("attachment.too_large",
                 "the file is larger than 20 MiB; make the photo smaller, or scan with a lower resolution",
                 "文件超过 20 MiB；请压缩照片，或降低扫描分辨率");
  const auto type = media_type_of(input.bytes);
  if (!type)
    return Error(
        "attachment.bad_type",
        "only photos (JPEG, PNG, WebP, HEIC) and PDF files can be attached; save the document as a PDF, or "
        "take a photo of it",
        "只能添加照片（JPEG、PNG、WebP、HEIC）和 PDF 文件；请将文档另存为 PDF，或拍照后添加");
  return *type;
}

Result<> check_room(const std::vector<AttachmentView>& views, std::uint64_t more) {
  if (views.size() >= model::kAttachmentsMax)
    return Error("attachment.too_many", "the wish has 30 files already, and no more can be attached",
                 "这条心愿已有 30 个附件，不能再添加");
  std::uint64_t bytes = more;
  for (const AttachmentView& view : views) bytes += view.part ? view.part->blob.bytes : 0;
  if (bytes > kAttachmentsBytesMax)
    return Error("attachment.wish_full",
                 "the files of one wish may have 100 MiB together; make the photo smaller",
                 "一条心愿的附件总计不能超过 100 MiB；请压缩照片");
  return {};
}

}  // namespace

Result<Desk::WishFiles> Desk::wish_files(const std::string& which) const {
  const auto authority = parts_.store.authority();
  const auto wish = find(which);
  if (wish) {
    const bool at_home = authority->at_or_above(parts_.own.place(), wish->home);
    return WishFiles{wish->key(), wish->erased, at_home, wish->heads, wish->claims, wish->attachments};
  }
  if (wish.error().code == "wish.ambiguous") return wish.error();
  const auto offer = find_offer(which);
  if (!offer) return wish.error();
  auto away = model::fold_claims(heard_about(parts_.store, offer->id, *authority), offer->home, *authority);
  return WishFiles{offer->key(), offer->erased,          false,
                   {},           std::move(away.claims), std::move(away.attachments)};
}

AttachmentView Desk::view(const FoldedAttachment& attachment) const {
  AttachmentView out{.attachment = attachment};
  const auto authority = parts_.store.authority();
  if (const model::Writer* writer = authority->writer(attachment.event.log.writer))
    out.by_place = writer->place;
  if (const auto part = parts_.store.part(attachment.event))
    out.part = model::decode_attachment_part(model::part_payload(*part));
  const auto held = out.part ? parts_.store.held_blob(attachment.event) : std::nullopt;
  out.here = held && held->whole();
  out.damaged = held && held->damaged;
  out.beyond_limit = held && held->beyond_limit;
  return out;
}

std::vector<AttachmentView> Desk::views(const std::vector<FoldedAttachment>& attachments) const {
  std::vector<AttachmentView> out;
  for (const FoldedAttachment& attachment : attachments) out.push_back(view(attachment));
  return out;
}

Result<std::vector<AttachmentView>> Desk::attachments(const std::string& which) const {
  const auto files = wish_files(which);
  if (!files) return files.error();
  return views(files->attachments);
}

Result<AttachmentView> Desk::attachment(const std::string& which, const EventHash& id) const {
  const auto files = wish_files(which);
  if (!files) return files.error();
  for (const FoldedAttachment& attachment : files->attachments)
    if (attachment.event.hash == id) return view(attachment);
  return Error("attachment.unknown", "this wish has no such file here; look at its list of files",
               "本节点没有这条心愿的该附件；请查看附件列表");
}

Result<model::BlobRef> Desk::whole_file(const AttachmentView& view) const {
  if (!view.part) {
    if (parts_.store.parts_hidden()) return parts_hidden_reason();
    return Error("blob.unknown", "there is no file here; it may have been erased",
                 "此处没有该附件；可能已被删除");
  }
  if (view.beyond_limit) return blob_beyond_limit();
  if (view.damaged) return blob_damaged();
  if (!view.here)
    return Error("blob.missing",
                 "the file has not arrived here completely; it comes by itself with the next contact",
                 "附件尚未完整传到本节点；下次连接后会自动补齐");
  return view.part->blob;
}

std::optional<std::string> Desk::file_chunk(const model::EventRef& event, const model::BlobRef& blob,
                                            std::uint32_t index) const {
  auto chunk = parts_.store.blob_chunk(event, index);
  return chunk && model::chunk_fits(blob, index, *chunk) ? std::move(chunk) : std::nullopt;
}

// The claim that a file is about, where one is: whoever is not of the home speaks of their own alone.
Result<std::optional<SubjectId>> Desk::claim_of_file(const WishFiles& files,
                                                     const std::optional<SubjectId>& named) const {
  if (files.at_home && !named) return std::optional<SubjectId>();
  const FoldedClaim* found = nullptr;
  for (const FoldedClaim& claim : files.claims) {
    const bool own = view(claim).by_place == parts_.own.place();
    if (named ? claim.claim != *named : !own) continue;
    if (named && !own && !files.at_home)
      return Error("claim.not_yours", "only the place where it was claimed, or the wish's home, may say this",
                   "只有认领地或心愿所在地的节点才能登记");
    if (found)
      return Error("claim.ambiguous", "several claims can be meant; name the one you mean",
                   "这条心愿有多个认领，请指明是哪一个");
    found = &claim;
  }
  if (!found)
    return Error("claim.unknown", "there is no such claim of this wish here; look at its claims",
                 "本节点没有这条心愿的该认领；请查看认领情况");
  return std::optional(found->claim);
}

Result<AttachmentView> Desk::attach(const std::string& which, AttachmentInput input) {
  const auto type = check_bytes(input);
  if (!type) return type.error();
  const std::string name = file_name(input.name, input.purpose, *type);
  if (auto error = check_length("name", "文件名", name, kFileNameCharactersMax)) return *error;
  if (auto error = check_length("remark", "说明", input.remark, kRemarkCharactersMax)) return *error;
  if (auto error = check_day(input.on, parts_.clock)) return *error;
  if (!parts_.own.writer()) return no_writer();
  const auto named = wish_files(which);
  if (!named) return named.error();
  const auto held = in_hand_.hold(name_in_hand(named->key));
  const auto files = wish_files(which);
  if (!files) return files.error();
  if (files->erased)
    return Error("wish.erased", "the wish was erased at the person's request", "这条心愿已应本人要求删除");
  const auto claim = claim_of_file(*files, input.claim);
  if (!claim) return claim.error();
  model::AttachmentPart part{model::name_blob(input.bytes), std::string(*type), name,
                             model::tidy_text(input.remark)};
  const auto present = views(files->attachments);
  // Sent once more, as where the answer got lost.
  for (const AttachmentView& view : present)
    if (view.part && view.part->blob == part.blob && view.attachment.claim == *claim &&
        view.attachment.purpose == input.purpose)
      return view;
  if (auto room = check_room(present, part.blob.bytes); !room) return room.error();
  Draft draft;
  draft.place = files->key.home;
  draft.kind = model::Kind::kAttached;
  draft.subject = files->key.id;
  for (const FoldedClaim& one : files->claims)
    if (one.claim == *claim) draft.based_on.push_back(one.claimed.hash);
  if (!*claim) draft.based_on = files->heads;
  draft.body = model::encode(model::Attached{*claim, input.purpose, input.on.value_or(today())});
  draft.part = model::encode(part);
  draft.blob = std::move(input.bytes);
  std::vector<Draft> drafts;
  drafts.push_back(std::move(draft));
  const auto written = write({std::move(drafts), {}});
  if (!written) return written.error();
  wait_for(written->arrival);
  return attachment(which, written->events.front().hash);
}

}  // namespace node
