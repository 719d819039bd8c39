#include "node/forms/form_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/crc.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <random>

#include "model/form2.h"
#include "node/limits.h"

namespace node {
namespace {

using namespace std::string_view_literals;
using model::Grid;

std::string sample(const std::string& name) {
  const auto path = std::filesystem::path(FORMS_DIR) / name;
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string code_of(std::string_view bytes, std::string_view name = "form.xlsx") {
  const auto grid = read_form_file(bytes, name);
  if (grid) return "ok";
  EXPECT_FALSE(grid.error().en.empty());
  EXPECT_NE(grid.error().en, grid.error().zh);
  return grid.error().code;
}

model::Form1 form_in(std::string_view bytes) {
  const auto grid = read_form_file(bytes, "");
  EXPECT_TRUE(grid.has_value()) << (grid ? "" : grid.error().en);
  if (!grid) return {};
  const auto form = model::read_form1(*grid);
  EXPECT_TRUE(form.has_value());
  return form ? *form : model::Form1{};
}

std::string little(std::uint32_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

struct Part {
  std::string name;
  std::string content;
  std::optional<std::uint32_t> stated_bytes;  // A lie about the unpacked size.
};

// A zip file whose parts are stored as they are.
std::string zip_of(const std::vector<Part>& parts) {
  std::string out, directory;
  for (const Part& p : parts) {
    boost::crc_32_type crc;
    crc.process_bytes(p.content.data(), p.content.size());
    const auto packed = static_cast<std::uint32_t>(p.content.size());
    const std::string common = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                               little(crc.checksum(), 4) + little(packed, 4) +
                               little(p.stated_bytes.value_or(packed), 4) +
                               little(static_cast<std::uint32_t>(p.name.size()), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) +
                 little(0, 4) + little(static_cast<std::uint32_t>(out.size()), 4) + p.name;
    out += "PK\x03\x04" + common + p.name + p.content;
  }
  const auto count = static_cast<std::uint32_t>(parts.size());
  const auto start = static_cast<std::uint32_t>(out.size());
  return out + directory + "PK\x05\x06" + little(0, 4) + little(count, 2) + little(count, 2) +
         little(static_cast<std::uint32_t>(directory.size()), 4) + little(start, 4) + little(0, 2);
}

constexpr std::string_view kXml = R"(<?xml version="1.0" encoding="UTF-8"?>)";

// The parts of a workbook with these sheets' rows and shared strings.
std::vector<Part> workbook_parts(const std::vector<std::string>& sheets, const std::string& strings = "",
                                 const std::string& states = "") {
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  std::string list, relations;
  std::vector<Part> out;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const std::string n = std::to_string(i + 1);
    const bool hidden = i < states.size() && states[i] == 'h';
    list += "<sheet name=\"S" + n + "\" sheetId=\"" + n + "\"" + (hidden ? " state=\"hidden\"" : "") +
            " r:id=\"rId" + n + "\"/>";
    relations += "<Relationship Id=\"rId" + n + "\" Type=\"" + office +
                 "/worksheet\" Target=\"worksheets/sheet" + n + ".xml\"/>";
    out.push_back({"xl/worksheets/sheet" + n + ".xml",
                   std::string(kXml) + "<worksheet><sheetData>" + sheets[i] + "</sheetData></worksheet>",
                   {}});
  }
  relations +=
      "<Relationship Id=\"rIdS\" Type=\"" + office + "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
  out.push_back({"xl/sharedStrings.xml", std::string(kXml) + "<sst>" + strings + "</sst>", {}});
  out.push_back(
      {"xl/workbook.xml",
       std::string(kXml) + "<workbook xmlns:r=\"" + office + "\"><sheets>" + list + "</sheets></workbook>",
       {}});
  out.push_back({"xl/_rels/workbook.xml.rels",
                 std::string(kXml) + "<Relationships>" + relations + "</Relationships>",
                 {}});
  return out;
}

std::string workbook_of(const std::vector<std::string>& sheets, const std::string& strings = "",
                        const std::string& states = "") {
  return zip_of(workbook_parts(sheets, strings, states));
}

std::string inline_row(const std::vector<std::string>& cells) {
  std::string out = "<row>";
  for (const std::string& c : cells) out += "<c t=\"inlineStr\"><is><t>" + c + "</t></is></c>";
  return out + "</row>";
}

const std::string kHeaderRow = inline_row({"姓名", "心愿内容", "联系电话"});
const std::string kWishRow = inline_row({"王五", "轮椅一台", "13000000001"});

TEST(SampleForms, AreReadWithEveryRow) {
  EXPECT_EQ(form_in(sample("futuo.csv")).rows.size(), 27u);
  EXPECT_EQ(form_in(sample("shangtuan.csv")).rows.size(), 31u);
  EXPECT_EQ(form_in(sample("xinxing.xlsx")).rows.size(), 24u);
  for (const char* name : {"futuo.csv", "shangtuan.csv", "xinxing.xlsx"})
    EXPECT_TRUE(form_in(sample(name)).refused.empty()) << name;
}

TEST(SampleForms, KeepTheirDates) {
  EXPECT_EQ(form_in(sample("futuo.csv")).filled_on->text(), "2018-06-23");
  EXPECT_EQ(form_in(sample("shangtuan.csv")).filled_on->text(), "2018-06-22");
  EXPECT_EQ(form_in(sample("xinxing.xlsx")).filled_on->text(), "2018-06-18");
}

TEST(SampleForms, KeepTheTextAsWrittenAndNumbersAsDigits) {
  const model::Form1 form = form_in(sample("xinxing.xlsx"));
  ASSERT_EQ(form.rows.size(), 24u);
  EXPECT_EQ(form.rows[0].row, 4u);
  EXPECT_EQ(form.rows[0].entry.name, "毛华");
  EXPECT_EQ(form.rows[0].entry.age, 90);
  EXPECT_EQ(form.rows[0].entry.phone, "15000011884");
  EXPECT_EQ(form.rows[0].entry.address, "乐坪街道新星社区4组58号");
  EXPECT_EQ(form.rows[1].entry.age, 58);
  EXPECT_EQ(form.rows[1].entry.content, "电饭煲一个，\n160元左右");
}

TEST(SampleForms, HoldTheSameWishTwiceInTheWorkbook) {
  const model::Form1 form = form_in(sample("xinxing.xlsx"));
  std::map<std::string, std::size_t> first;
  std::vector<std::pair<std::size_t, std::size_t>> again;
  for (const model::FormRow& r : form.rows) {
    const auto [at, added] = first.emplace(model::duplicate_key(r.entry), r.row);
    if (!added) again.emplace_back(at->second, r.row);
  }
  EXPECT_EQ(again, (std::vector<std::pair<std::size_t, std::size_t>>{{5, 7}, {16, 23}}));
}

TEST(SampleForms, InOpenDocumentAreToBeSavedAsXlsx) {
  EXPECT_EQ(code_of(sample("shuangmu.ods")), "file.ods");
  EXPECT_EQ(code_of(sample("shuangmu.ods").substr(0, 9000)), "file.ods");
}

TEST(Csv, IsReadInUtf8WithAndWithoutMarkAndInGb18030) {
  const Grid expected = {{"姓名", "心愿"}, {"王五", "轮椅\n一台"}};
  EXPECT_EQ(*read_form_file("\xEF\xBB\xBF姓名,心愿\r\n王五,\"轮椅\n一台\"\r\n", "a.csv"), expected);
  EXPECT_EQ(*read_form_file("姓名,心愿\n王五,\"轮椅\n一台\"", "a.xlsx"), expected);
  EXPECT_EQ(
      *read_form_file(
          "\xD0\xD5\xC3\xFB,\xD0\xC4\xD4\xB8\r\n\xCD\xF5\xCE\xE5,\"\xC2\xD6\xD2\xCE\n\xD2\xBB\xCC\xA8\"", ""),
      expected);
  // Rare characters of names: U+4DAE takes two bytes, U+20BB7 four.
  EXPECT_EQ(*read_form_file("\xFE\x9F\x95\x34\xB2\x35,x", ""), (Grid{{"\u4DAE\U00020BB7", "x"}}));
}

TEST(Csv, KeepsQuotedSeparatorsAndQuotationMarks) {
  EXPECT_EQ(*read_form_file("a,\"b,\"\"c\"\"\n\",d\"e\n", ""), (Grid{{"a", "b,\"c\"\n", "d\"e"}}));
}

TEST(Csv, TakesTabsAndSemicolonsForSeparators) {
  EXPECT_EQ(*read_form_file("a\tb,1\tc\nd\te\tf", ""), (Grid{{"a", "b,1", "c"}, {"d", "e", "f"}}));
  EXPECT_EQ(*read_form_file("a;b;c\nd;e;f", ""), (Grid{{"a", "b", "c"}, {"d", "e", "f"}}));
}

TEST(Csv, KeepsRowNumbersAcrossEmptyRows) {
  EXPECT_EQ(*read_form_file("a\r\r,,\rb,,,,\n,,,\n", ""), (Grid{{"a"}, {}, {}, {"b"}}));
}

TEST(Csv, RefusesWhatIsNoTextOrInNoKnownEncoding) {
  EXPECT_EQ(code_of("a,b\0c"sv), "file.unknown");
  EXPECT_EQ(code_of("\xFF\xFE\x1A\x4E"sv), "file.encoding");
  EXPECT_EQ(code_of("\xEF\xBB\xBF姓名\xC3\x28,b,c,d,e"), "file.encoding");
  EXPECT_EQ(code_of("\xFF\xD8\xFF\xE1 some picture"), "file.encoding");
  EXPECT_EQ(code_of("<html><table>"), "file.unknown");
  EXPECT_EQ(code_of("a,\"b\nc"), "file.damaged");
  EXPECT_EQ(code_of(""), "file.empty");
  EXPECT_EQ(code_of(" \r\n"), "file.empty");
  EXPECT_EQ(code_of(",,,\n,,,\n"), "file.empty");
  EXPECT_EQ(code_of("\xEF\xBB\xBF"), "file.empty");
}

TEST(Csv, RefusesMoreThanItsLimits) {
  EXPECT_EQ(code_of(std::string(kFormFileBytesMax + 1, 'a')), "file.too_large");
  EXPECT_EQ(code_of(std::string(kFormRowsMax - 1, '\n') + "a"), "ok");
  EXPECT_EQ(code_of(std::string(kFormRowsMax, '\n') + "a"), "file.too_large");
  EXPECT_EQ(code_of(std::string(kFormColumnsMax - 1, ',') + "a"), "ok");
  EXPECT_EQ(code_of(std::string(kFormColumnsMax, ',') + "a"), "file.too_large");
  EXPECT_EQ(code_of("a\n" + std::string(kFormRowsMax * 2, '\n')), "ok");
}

TEST(Xlsx, ReadsEveryKindOfCell) {
  const std::string strings =
      "<si><t>漢字</t><rPh sb=\"0\" eb=\"2\"><t>カンジ</t></rPh></si>"
      "<si><r><rPr><b/></rPr><t>甲_x000D_&#10;</t></r><r><t xml:space=\"preserve\"> 乙&lt;&amp;</t></r></si>";
  const std::string row =
      "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>"
      "<c r=\"C2\" t=\"inlineStr\"><is><r><t>内</t></r><r><t>联</t></r></is></c>"
      "<c r=\"D2\" t=\"str\"><f>A1</f><v>公式</v></c><c r=\"E2\"><f>1+1</f><v>2</v></c>"
      "<c r=\"F2\" t=\"b\"><v>1</v></c><c r=\"G2\" t=\"e\"><v>#N/A</v></c><c r=\"H2\"><v>15000011884</v></c>"
      "<c r=\"I2\"><v>1.5000011884E10</v></c><c r=\"J2\" t=\"n\"><v>58.0</v></c><c r=\"AA2\"><v>7.5</v></c>"
      "<c t=\"s\"/></row>";
  const auto grid = read_form_file(workbook_of({row}, strings), "");
  ASSERT_TRUE(grid.has_value());
  ASSERT_EQ(grid->size(), 2u);
  std::vector<std::string> expected = {"漢字", "甲\r\n 乙<&", "内联",        "公式", "2", "TRUE",
                                       "",     "15000011884", "15000011884", "58"};
  expected.resize(27);
  expected[26] = "7.5";
  EXPECT_EQ((*grid)[1], expected);
}

TEST(Xlsx, TakesTheSheetThatHoldsTheForm) {
  const std::string notes = inline_row({"填表说明"});
  const std::string form = kHeaderRow + kWishRow;
  EXPECT_EQ(form_in(workbook_of({notes, form})).rows.size(), 1u);
  EXPECT_EQ(form_in(workbook_of({"", form})).rows.size(), 1u);
  EXPECT_EQ(form_in(workbook_of({kHeaderRow, form + kWishRow})).rows.size(), 2u);
  EXPECT_EQ(form_in(workbook_of({form, form + kWishRow}, "", "h ")).rows.size(), 2u);
  EXPECT_EQ(form_in(workbook_of({"<row r=\"90000\"><c><v>1</v></c></row>", form})).rows.size(), 1u);
  EXPECT_EQ(read_form_file(workbook_of({"", notes}), "")->at(0).at(0), "填表说明");
  EXPECT_EQ(code_of(workbook_of({"", "<row><c/></row>"})), "file.empty");
}

TEST(Xlsx, TakesTheSheetThatHoldsTheOtherFormWhereThatIsAskedFor) {
  const std::string form1 = kHeaderRow + kWishRow;
  const std::string form2 = inline_row({"编号", "征集对象姓名", "圆梦党员姓名", "所在单位", "联系电话"}) +
                            inline_row({"W-1", "熊兰", "李四", "审计局", "13900000001"});
  const std::string both = workbook_of({form1, form2});
  EXPECT_EQ(form_in(both).rows.size(), 1u);
  const auto grid = read_form_file(both, "", FormKind::kForm2);
  ASSERT_TRUE(grid.has_value());
  EXPECT_EQ(model::read_form2(*grid)->rows.size(), 1u);
}

TEST(Xlsx, RefusesOtherKindsOfFilesWithAWordForEach) {
  EXPECT_EQ(code_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0')), "file.xls");
  EXPECT_EQ(code_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" +
                    std::string("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv)),
            "file.password");
  EXPECT_EQ(code_of(zip_of({{"word/document.xml", "<w/>", {}}})), "file.unknown");
  EXPECT_EQ(code_of(zip_of({{"xl/workbook.bin", "x", {}}})), "file.unknown");
  EXPECT_EQ(code_of(zip_of({{"readme.txt", "x", {}}})), "file.unknown");
  EXPECT_EQ(code_of(zip_of({{"a", "", {}}, {"mimetype", "application/vnd.oasis.opendocument.text", {}}})),
            "file.ods");
  EXPECT_EQ(code_of(zip_of({})), "file.damaged");
}

TEST(Xlsx, RefusesWhatWouldUnpackToMoreThanItsLimit) {
  auto parts = workbook_parts({kHeaderRow + kWishRow});
  parts.push_back({"xl/media/bomb", "x", static_cast<std::uint32_t>(kFormUnpackedBytesMax)});
  EXPECT_EQ(code_of(zip_of(parts)), "file.too_large");
  parts.back().stated_bytes = 0xFFFFFFFF;
  EXPECT_EQ(code_of(zip_of(parts)), "file.too_large");
  parts = workbook_parts({kHeaderRow + kWishRow});
  parts[0].stated_bytes = static_cast<std::uint32_t>(kFormUnpackedBytesMax) / 2;  // The sheet itself lies.
  EXPECT_EQ(code_of(zip_of(parts)), "file.damaged");
  parts[0].stated_bytes = 10;
  EXPECT_EQ(code_of(zip_of(parts)), "file.damaged");
}

TEST(Xlsx, RefusesMoreRowsColumnsOrTextThanItsLimits) {
  EXPECT_EQ(code_of(workbook_of({"<row r=\"20001\"><c><v>1</v></c></row>"})), "file.too_large");
  EXPECT_EQ(code_of(workbook_of({"<row r=\"1\"><c r=\"BM1\"><v>1</v></c></row>"})), "file.too_large");
  EXPECT_EQ(code_of(workbook_of({inline_row({std::string(kFormCellBytesMax + 1, 'a')})})), "file.too_large");
  EXPECT_EQ(code_of(workbook_of({"<row r=\"1048576\"><c/></row>" + inline_row({"x"})})), "file.too_large");
}

TEST(Xlsx, RefusesOneLongTextInMoreCellsThanItsLimit) {
  const std::string strings = "<si><t>" + std::string(100'000, 'a') + "</t></si>";
  const auto sheet = [](std::size_t rows) {
    std::string out;
    for (std::size_t i = 0; i < rows; ++i) out += "<row><c t=\"s\"><v>0</v></c></row>";
    return out;
  };
  EXPECT_EQ(code_of(workbook_of({sheet(kFormTextBytesMax / 100'000)}, strings)), "ok");
  EXPECT_EQ(code_of(workbook_of({sheet(kFormTextBytesMax / 100'000 + 1)}, strings)), "file.too_large");
}

TEST(Xlsx, RefusesReferencesToWhatIsNoCharacter) {
  const auto with = [](const std::string& text) { return code_of(workbook_of({inline_row({"a" + text})})); };
  for (const char* text :
       {"&#0;", "&#x0;", "&#xD800;", "&#x110000;", "&#;", "&#x;", "&#-1;", "&#1a;", "&#xg;"})
    EXPECT_EQ(with(text), "file.damaged") << text;
  for (const char* text : {"&#20070;", "&#x4E66;", "&#x10FFFF;", "&#10;"})
    EXPECT_EQ(with(text), "ok") << text;
}

TEST(Xlsx, RefusesDamagedXml) {
  for (const char* sheet :
       {"<row", "</row>", "<row><c></row></c>", "<row><c t=\"s\"><v>5</v></c></row>", "<![CDATA[",
        "<!DOCTYPE x>", "<row><c t=\"s\"><v>x</v></c></row>", "<row a=\"", "&", "<!--"})
    EXPECT_EQ(code_of(workbook_of({sheet})), "file.damaged") << sheet;
  for (const char* whole : {"", "x", "</a>", "<a>", "<", "<a", "<!", "<!-", "<?", "<?xml", "<a><![CDATA[",
                            "<a><![CDATA[]]>", "<a/", "<a b", "<a b=", "<a b='", "<a>&#x", "<a>&"}) {
    auto parts = workbook_parts({kHeaderRow});
    parts[0].content = whole;
    EXPECT_EQ(code_of(zip_of(parts)), "file.damaged") << whole;
  }
}

TEST(Xlsx, TruncatedAnywhereIsAnError) {
  const std::string whole = sample("xinxing.xlsx");
  for (std::size_t size = 0; size < whole.size(); size += 97)
    EXPECT_NE(code_of(std::string_view(whole).substr(0, size)), "ok") << size;
}

TEST(Xlsx, WithAnyByteChangedIsAnErrorOrReadsTheSame) {
  const std::string whole = sample("xinxing.xlsx");
  const Grid expected = *read_form_file(whole, "");
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    const auto grid = read_form_file(changed, "");
    if (grid) {
      EXPECT_EQ(*grid, expected) << at;
    }
  }
}

// Changes that keep the zip whole reach the XML readers.
TEST(Xlsx, WithAnyPartOfItsXmlMutatedNeverCrashes) {
  std::mt19937 random(20180622);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::string strings =
      "<si><t>姓名</t></si><si><r><t>心愿内容</t></r></si><si><t>联系&#x7535;话</t></si>";
  const std::string sheet =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c "
      "t=\"s\"><v>2</v></c></row>" +
      kWishRow;
  constexpr std::string_view kPieces[] = {"<",
                                          ">",
                                          "</",
                                          "/>",
                                          "\"",
                                          "&",
                                          ";",
                                          "<![CDATA[",
                                          "]]>",
                                          "<!--",
                                          "-->",
                                          "<?",
                                          "?>",
                                          "=",
                                          "\x80",
                                          "999999999999999999999",
                                          "xmlns:a=\"b\"",
                                          ":",
                                          "<!DOCTYPE a SYSTEM \"b\">",
                                          "_x000D_"};
  for (int i = 0; i < 5000; ++i) {
    auto parts = workbook_parts({sheet}, strings);
    std::string& xml = parts[below(parts.size())].content;
    for (std::size_t n = 1 + below(3); n > 0; --n) {
      const std::size_t at = below(xml.size() + 1);
      switch (below(3)) {
        case 0:
          xml.insert(at, kPieces[below(std::size(kPieces))]);
          break;
        case 1:
          xml.erase(at, below(20));
          break;
        default:
          xml.resize(at);
          break;
      }
    }
    if (const auto grid = read_form_file(zip_of(parts), "")) (void)model::read_form1(*grid);
  }
}

RC_GTEST_PROP(FormFile, TakesAnyBytesWithoutACrash, ()) {
  const auto start = *rc::gen::element<std::string>("", "PK\x03\x04", "PK\x05\x06", "\xEF\xBB\xBF",
                                                    "姓名,心愿内容,电话\n", "\xD0\xCF\x11\xE0");
  const auto rest = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto grid = read_form_file(start + rest, "");
  if (grid) (void)model::read_form1(*grid);
}

RC_GTEST_PROP(FormFile, ReadsBackWhatACsvWriterWrote, ()) {
  const auto cell = rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                                     "姓", "名", ",", "\"", "\n", "a", "1", " ", "，")),
                                 [](const std::vector<std::string>& pieces) {
                                   std::string out = "x";
                                   for (const std::string& p : pieces) out += p;
                                   return out;
                                 });
  const Grid grid =
      *rc::gen::nonEmpty(rc::gen::container<Grid>(rc::gen::container<std::vector<std::string>>(3, cell)));
  std::string csv;
  for (const auto& row : grid) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      csv += i > 0 ? ",\"" : "\"";
      for (char c : row[i]) csv += c == '"' ? std::string("\"\"") : std::string(1, c);
      csv += '"';
    }
    csv += "\r\n";
  }
  RC_ASSERT(*read_form_file(csv, "") == grid);
}

}  // namespace
}  // namespace node
