// wish attach, wish attachments, wish attachment: files of a wish.

#include <fmt/format.h>

#include <filesystem>

#include "tools/wishctl/attachment_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/limits.h"
#include "tools/wishctl/read_file.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/words.h"
#include "tools/wishctl/write_file.h"

namespace wishctl {
namespace {

Failure too_large() {
  return {ExitStatus::kRefused,
          {"attachment.too_large",
           "The file is larger than 20 MiB. Make the photo smaller, or scan with a lower resolution.",
           "文件超过 20 MiB。请压缩照片，或降低扫描分辨率。"}};
}

Outcome<Done> run_attach(Context& context) {
  const Arguments& arguments = context.arguments;
  const std::filesystem::path path = arguments.positionals.at(1);
  Target target({"wishes", arguments.positionals.at(0), "attachments"});
  target.with("name", path.filename().string());
  if (const auto typed = arguments.value("purpose")) {
    Outcome<std::string> key = purpose_key("purpose", *typed);
    if (!key) return key.error();
    target.with("purpose", *key);
  }
  if (const auto typed = arguments.value("claim")) {
    Outcome<json::value> id = id_value("claim", *typed);
    if (!id) return id.error();
    target.with("claim", text_of(*id));
  }
  target.with_if("remark", arguments.value("remark"));
  Outcome<std::string> bytes = read_file(path, kAttachmentBytesMax);
  if (!bytes) return bytes.error().error.code == "file.too_large" ? too_large() : bytes.error();
  Outcome<Answer> answer = context.api.upload(target, std::move(*bytes));
  if (!answer) return answer.error();
  const std::string text = context.say({"Attached: ", "已添加附件："}) +
                           attachment_text(answer->value, context) + "\n" + context.say({"id ", "标识 "}) +
                           text_field(answer->value, "id") + "\n";
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_attachments(Context& context) {
  Outcome<Answer> answer =
      context.api.get(Target({"wishes", context.arguments.positionals.at(0), "attachments"}));
  if (!answer) return answer.error();
  const json::array& files = array_field(answer->value, "attachments");
  const std::string text = files.empty()
                               ? context.say({"Nothing is attached to this wish.\n", "这条心愿没有附件。\n"})
                               : attachment_lines(files, context) + "\n";
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_attachment(Context& context) {
  const Arguments& arguments = context.arguments;
  Outcome<std::string> bytes = context.api.download(
      Target({"wishes", arguments.positionals.at(0), "attachments", arguments.positionals.at(1)}));
  if (!bytes) return bytes.error();
  Outcome<std::filesystem::path> written = write_new_file(*arguments.value("out"), *bytes);
  if (!written) return written.error();
  const json::object document{{"file", written->string()}, {"bytes", bytes->size()}};
  return Done{
      json::serialize(document), context.say({"Written to ", "已写入 "}) + written->string() + "\n", {}};
}

}  // namespace

void add_attach_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  out.push_back(
      {{"wish attach",
        {"attach a photo or a proof to a wish", "为心愿添加照片或证明材料"},
        {"Photos (JPEG, PNG, WebP, HEIC) and PDF files, each up to 20 MiB; 30 files and 100 MiB for one "
         "wish. A "
         "volunteer's node attaches to its own claim.",
         "支持照片（JPEG、PNG、WebP、HEIC）和 PDF，每个不超过 20 MiB；每条心愿最多 30 个、共 100 "
         "MiB。志愿者所在节点只能为自己的认领添加。"},
        {wish, {{"FILE", "文件"}}},
        {{"purpose",
          {"WORD", "词"},
          {"proof, photo or other; else photo", "proof 证明材料、photo 照片或 other 其他；不写为照片"}},
         {"claim", {"ID", "标识"}, {"the claim that it is about", "所属的认领"}},
         {"remark", {"TEXT", "文字"}, {"what it shows", "说明"}}},
        {{"wish attach 431322106003-2018-0001-KQ 棉被.jpg", {"A photo of what was given.", "落实时的照片。"}},
         {"wish attach 431322106003-2018-0001-KQ 残疾证.pdf --purpose proof", {"Proof.", "证明材料。"}}}},
       &run_attach});
  out.push_back({{"wish attachments",
                  {"list the files attached to a wish", "列出心愿的附件"},
                  {},
                  {wish},
                  {},
                  {{"wish attachments 431322106003-2018-0001-KQ", {"All of them.", "全部附件。"}}}},
                 &run_attachments});
  out.push_back({{"wish attachment",
                  {"write an attached file to the disk", "取出一个附件"},
                  {"A file that stands there already is left alone.", "已有的文件不会被覆盖。"},
                  {wish, {{"ID", "标识"}}},
                  {{"out", {"FILE", "文件"}, {"where it goes", "写入的文件"}, true}},
                  {{"wish attachment 431322106003-2018-0001-KQ 3f… --out 棉被.jpg",
                    {"Its id is in the list.", "标识见附件列表。"}}}},
                 &run_attachment});
}

}  // namespace wishctl
