// Volunteers as they are registered: who is known here, how one is entered and corrected, and who of them is
// one.

#include <algorithm>

#include "model/form1.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/units_meant.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedVolunteer;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

namespace {

// What calls that register volunteers have in hand.
constexpr const char* kRegister = "volunteers";

Error not_heard() {
  return {"volunteer.not_heard",
          "this node's word does not count any more: it was revoked; have it enrolled anew",
          "本节点已被撤销，所作登记无效；请重新加入"};
}

Error not_here(PlaceCode place) {
  return {"volunteer.not_above",
          "only a node at " + place.text() + " or above it may correct what is registered of this volunteer",
          "只有 " + place.text() + " 或其上级的节点才能更正这名志愿者的登记"};
}

Error merged_into(const SubjectId& other) {
  const std::string id = model::uuid_text(other);
  return {"volunteer.merged", "this volunteer was merged into " + id + "; correct that one",
          "这名志愿者已合并到 " + id + "；请更正该志愿者"};
}

Error no_text() {
  return {"volunteer.no_text",
          "name and phone of this volunteer are not here; wait until the node is in step, or give both by "
          "volunteer set",
          "本节点没有这名志愿者的姓名和电话；请等待同步完成，或用 volunteer set 将两者一并填写"};
}

bool has_text(const VolunteerView& view, const std::string& text) {
  return text.empty() || model::uuid_text(view.volunteer.id) == text ||
         (view.text && (view.text->name.find(text) != std::string::npos ||
                        view.text->phone.find(text) != std::string::npos));
}

// Whom the volunteer turned out to be; of a ring the smallest id, as rankings have it.
SubjectId standing(const Ledger& ledger, SubjectId id) {
  std::vector<SubjectId> way;
  for (;;) {
    if (const auto again = std::ranges::find(way, id); again != way.end())
      return *std::min_element(again, way.end());
    way.push_back(id);
    const auto known = ledger.volunteers_of(id);
    const auto merged =
        std::ranges::find_if(known, [](const FoldedVolunteer& one) { return one.same_as.has_value(); });
    if (merged == known.end()) return id;
    id = *merged->same_as;
  }
}

}  // namespace

VolunteerView Desk::view(const FoldedVolunteer& volunteer) const {
  VolunteerView out{volunteer, std::nullopt, "", place_name(volunteer.place)};
  if (const auto part = parts_.store.part(volunteer.source))
    out.text = model::decode_volunteer_part(model::part_payload(*part));
  const auto programme = parts_.store.programme();
  if (const model::Unit* unit = volunteer.unit ? programme->unit(*volunteer.unit) : nullptr)
    out.unit_name = unit->name;
  return out;
}

std::vector<VolunteerView> Desk::volunteers_at(PlaceCode place) const {
  std::vector<VolunteerView> out;
  const auto authority = parts_.store.authority();
  // Those of places that were merged are its own ones too.
  for (const PlaceCode at : authority->subtree(authority->current(place)))
    if (at == place || authority->same(at, place))
      for (const FoldedVolunteer& volunteer : parts_.ledger.volunteers(at)) out.push_back(view(volunteer));
  return out;
}

std::vector<VolunteerView> Desk::volunteers() const { return volunteers_at(parts_.own.place()); }

Result<VolunteerPage> Desk::volunteers(const VolunteerQuery& query) const {
  const auto place = place_known(query.place);
  if (!place) return place.error();
  const std::vector<PlaceCode> places = *homes_at(*place);
  const std::size_t count = std::clamp<std::size_t>(query.count_max, 1, kWishPageMax);
  const UnitsMeant meant(programme(), query.unit.value_or(""));
  VolunteerPage page;
  std::optional<model::WishKey> before = query.after, last;
  for (bool more = true; more;) {
    const auto rows = parts_.ledger.volunteers(places, before, kWishPageMax);
    more = rows.size() == kWishPageMax;
    for (const FoldedVolunteer& row : rows) {
      before = {row.id, row.place};
      VolunteerView one = view(row);
      if (!has_text(one, query.text) || (query.unit && !meant.has(row.unit))) continue;
      if (page.volunteers.size() == count) {
        page.next_after = last;
        return page;
      }
      page.volunteers.push_back(std::move(one));
      last = before;
    }
  }
  return page;
}

Desk::KnownVolunteers Desk::known_volunteers(PlaceCode place) const {
  KnownVolunteers out;
  const std::vector<VolunteerView> known = volunteers_at(place);
  for (const bool merged : {false, true})
    for (const VolunteerView& one : known)
      if (one.text && !one.volunteer.erased && !erased_here(one.volunteer.id) &&
          one.volunteer.same_as.has_value() == merged)
        out.try_emplace({one.text->name, one.text->phone}, one.volunteer.id);
  return out;
}

std::optional<FoldedVolunteer> Desk::registered(const SubjectId& id) const {
  const auto authority = parts_.store.authority();
  for (FoldedVolunteer& known : parts_.ledger.volunteers_of(id))
    if (authority->at_or_above(parts_.own.place(), known.place)) return std::move(known);
  return std::nullopt;
}

// ---- Entering and correcting ----

Result<VolunteerRegistration> Desk::read_registration(const VolunteerInput& input,
                                                      VolunteerRegistration now) const {
  if (input.name) now.text.name = model::normal_name(*input.name);
  if (input.phone) now.text.phone = model::normal_phone(*input.phone);
  if (now.text.name.empty() || now.text.phone.empty())
    return Error("volunteer.name_needed", "a volunteer has a name and a phone", "请填写志愿者的姓名和电话");
  if (auto error = check_length("name", "姓名", now.text.name, model::kNameCharactersMax)) return *error;
  if (auto error = check_length("phone", "电话", now.text.phone, model::kPhoneCharactersMax)) return *error;
  if (!input.unit) return now;
  now.unit.reset();
  const std::string typed = model::tidy_text(*input.unit);
  if (typed.empty()) return now;
  const auto meant = unit_meant(typed);
  if (!meant) return meant.error();
  if (!*meant)
    return Error("unit.unknown", "there is no such unit; look at the list of units",
                 "没有这个单位；请查看单位列表");
  now.unit = **meant;
  return now;
}

Result<> Desk::check_nobody_else(const model::VolunteerPart& text, PlaceCode place,
                                 const std::optional<SubjectId>& self) const {
  const auto known = known_volunteers(place);
  const auto at = known.find({text.name, text.phone});
  if (at == known.end()) return {};
  const SubjectId other = standing(parts_.ledger, at->second);
  if (other == self) return {};
  const std::string id = model::uuid_text(other);
  return Error("volunteer.exists",
               "this name and phone are registered at " + place.text() + " already, for the volunteer " + id +
                   "; two who are the same person are made one by volunteer merge",
               place.text() + " 已登记同名同电话的志愿者 " + id + "；确为同一人的，用 volunteer merge 合并");
}

Result<VolunteerView> Desk::write_registration(Draft draft, const model::VolunteerSet& said,
                                               const model::VolunteerPart& text) {
  const SubjectId id = draft.subject;
  const PlaceCode place = draft.place;
  draft.body = model::encode(said);
  draft.part = model::encode(text);
  const auto written = write({{std::move(draft)}, {}});
  if (!written) return written.error();
  wait_for(written->arrival);
  for (const FoldedVolunteer& known : parts_.ledger.volunteers_of(id))
    if (known.place == place) return view(known);
  return not_heard();
}

Result<VolunteerView> Desk::add_volunteer(const VolunteerInput& input) {
  const auto held = in_hand_.hold(kRegister);
  if (is_revoked()) return not_heard();
  if (const auto current = catch_up(); !current) return current.error();
  const auto said = read_registration(input, {});
  if (!said) return said.error();
  // Somebody who claims in this moment for the first time, under this name and phone, is the same one.
  const Newcomers::Met met =
      newcomers_.meet({said->text.name, said->text.phone}, [this] { return new_subject(); });
  if (auto fits = check_nobody_else(said->text, parts_.own.place(), std::nullopt); !fits) return fits.error();
  return write_registration(volunteer_draft(met.id(), parts_.own.place()), {said->unit, std::nullopt, true},
                            said->text);
}

Result<VolunteerView> Desk::set_volunteer(const SubjectId& id, const VolunteerInput& input) {
  const auto held = in_hand_.hold(kRegister);
  if (is_revoked()) return not_heard();
  if (const auto current = catch_up(); !current) return current.error();
  const auto known = registered(id);
  if (!known) {
    const auto elsewhere = parts_.ledger.volunteers_of(id);
    return elsewhere.empty() ? unknown_volunteer() : not_here(elsewhere.front().place);
  }
  if (known->erased || erased_here(id))
    return Error("volunteer.erased", "this volunteer was erased at their request; register them anew",
                 "这名志愿者已应本人要求删除；请重新登记");
  if (const SubjectId other = standing(parts_.ledger, id); other != id) return merged_into(other);
  const VolunteerView now = view(*known);
  if (!now.text && !(input.name && input.phone)) return no_text();
  const VolunteerRegistration before{known->unit, now.text.value_or(model::VolunteerPart{})};
  const auto said = read_registration(input, before);
  if (!said) return said.error();
  if (*said == before) return now;
  if (said->text != before.text)
    if (auto fits = check_nobody_else(said->text, known->place, id); !fits) return fits.error();
  Draft draft = volunteer_draft(id, known->place);
  draft.based_on = known->heads;
  return write_registration(std::move(draft), {said->unit, known->same_as, said->text != before.text},
                            said->text);
}

Result<> Desk::merge_volunteers(const SubjectId& id, const SubjectId& into) {
  const auto held = in_hand_.hold(kRegister);
  const auto volunteer = registered(id);
  if (!volunteer || parts_.ledger.volunteers_of(into).empty() || id == into)
    return Error("volunteer.unknown",
                 "both must be volunteers that are known here; look at the list of volunteers",
                 "两者都应是本节点已知的志愿者；请查看志愿者列表");
  Draft draft = volunteer_draft(id, volunteer->place);
  draft.based_on = volunteer->heads;
  draft.body = model::encode(model::VolunteerSet{volunteer->unit, into});
  // What is said last is what is known: said without the words, it would make all forget these.
  const auto part = parts_.store.part(volunteer->source);
  if (!part && !volunteer->erased && !erased_here(id)) return no_text();
  if (part) draft.part = model::part_payload(*part);
  const auto written = write({{std::move(draft)}, {}});
  if (!written) return written.error();
  wait_for(written->arrival);
  return {};
}

}  // namespace node
