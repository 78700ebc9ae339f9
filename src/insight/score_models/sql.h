// Statements of score models.
#pragma once

#include <array>

#include "platform/store/store.h"

namespace rapport::score_models::sql {

using store::Reach;
using store::Statement;

#define MODEL_COLUMNS                                                                                   \
  "model_id as id, model_no, name, shipped, active, predicts_conversion, version, adopted_version, "    \
  "adopted_at, adopted_by, adopted_by_name, computed_version, problem, definition, draft, draft_note, " \
  "draft_origin, draft_by, draft_by_name, draft_at, calibration"
inline constexpr Statement list{"score_models.list", Reach::everywhere,
                                "select " MODEL_COLUMNS " from score_models order by model_no"};
inline constexpr Statement token{
    "score_models.token", Reach::everywhere,
    "select count(*) as models, coalesce(sum(version), 0) as versions, coalesce(max(updated_at), 0) as at "
    "from score_models"};
inline constexpr Statement next_no{"score_models.next_no", Reach::everywhere,
                                   "select coalesce(max(model_no), 0) + 1 from score_models"};
inline constexpr Statement insert{
    "score_models.insert", Reach::everywhere,
    "insert into score_models (model_id, model_no, name, shipped, active, predicts_conversion, definition, "
    "adopted_version, adopted_at, adopted_by, adopted_by_name, computed_version, problem, draft, draft_note, "
    "draft_origin, draft_by, draft_by_name, draft_at, calibration, created_at, updated_at, version) values "
    "(:id, :model_no, :name, :shipped, true, :predicts_conversion, null, 0, null, null, '', 0, '', "
    ":draft, :note, :origin, :by, :by_name, :now, null, :now, :now, 1) on conflict do nothing"};
inline constexpr Statement set_draft{
    "score_models.set_draft", Reach::everywhere,
    "update score_models set draft = :draft, draft_note = :note, draft_origin = :origin, draft_by = :by, "
    "draft_by_name = :by_name, draft_at = :now, updated_at = :now, version = version + 1 where model_id = "
    ":id "
    "and version = :expected"};
inline constexpr Statement discard_draft{
    "score_models.discard_draft", Reach::everywhere,
    "update score_models set draft = null, draft_note = '', draft_origin = null, draft_by = null, "
    "draft_by_name = '', draft_at = null, updated_at = :now, version = version + 1 where model_id = :id and "
    "version = :expected"};
inline constexpr Statement adopt{
    "score_models.adopt", Reach::everywhere,
    "update score_models set definition = draft, adopted_version = adopted_version + 1, adopted_at = :now, "
    "adopted_by = :by, adopted_by_name = :by_name, calibration = null, draft = null, draft_note = '', "
    "draft_origin = null, draft_by = null, draft_by_name = '', draft_at = null, updated_at = :now, version = "
    "version + 1 where model_id = :id and version = :expected and draft is not null"};
inline constexpr Statement add_version{
    "score_model_versions.add", Reach::everywhere,
    "insert into score_model_versions (model_id, version, definition, note, origin, adopted_at, adopted_by, "
    "adopted_by_name) values (:id, :version, :definition, :note, :origin, :now, :by, :by_name)"};
inline constexpr Statement versions{
    "score_model_versions.list", Reach::everywhere,
    "select version, definition, note, origin, adopted_at, adopted_by, adopted_by_name from "
    "score_model_versions where model_id = :id order by version desc limit 200"};
inline constexpr Statement set_switch{"score_models.switch", Reach::everywhere,
                                      "update score_models set active = :active, predicts_conversion = "
                                      ":predicts_conversion, updated_at = :now, "
                                      "version = version + 1 where model_id = :id and version = :expected"};
inline constexpr Statement stop_predicting{
    "score_models.stop_predicting", Reach::everywhere,
    "update score_models set predicts_conversion = false, updated_at = :now, version = version + 1 where "
    "predicts_conversion and model_id <> :id"};
inline constexpr Statement set_computed{
    "score_models.set_computed", Reach::everywhere,
    "update score_models set computed_version = :computed_version where model_id = :id"};
inline constexpr Statement note_problem{"score_models.note_problem", Reach::everywhere,
                                        "update score_models set problem = :problem where model_id = :id"};
inline constexpr Statement set_calibration{
    "score_models.set_calibration", Reach::everywhere,
    "update score_models set calibration = :calibration, updated_at = :now, version = version + 1 where "
    "model_id = :id"};
inline constexpr Statement remove{"score_models.remove", Reach::everywhere,
                                  "delete from score_models where model_id = :id"};
inline constexpr Statement remove_versions{"score_model_versions.remove", Reach::everywhere,
                                           "delete from score_model_versions where model_id = :id"};
inline constexpr Statement remove_tests{"score_model_tests.remove", Reach::everywhere,
                                        "delete from score_model_tests where model_id = :id"};

inline constexpr Statement scores_of_model{
    "model_scores.of_model", Reach::everywhere,
    "select contact_id, points, band, probability from model_scores where model_no = :model_no"};
inline constexpr Statement some_of_model{
    "model_scores.some_of_model", Reach::everywhere,
    "select contact_id from model_scores where model_no = :model_no limit 500"};
inline constexpr Statement scores_of_contact{
    "model_scores.of_contact", Reach::one_contact,
    "select model_no, points, band, probability, computed_at from model_scores where contact_id = "
    ":contact_id"};
inline constexpr Statement put_score{
    "model_scores.put", Reach::one_contact,
    "insert into model_scores (contact_id, model_no, points, band, probability, computed_at) values "
    "(:contact_id, :model_no, :points, :band, :probability, :computed_at) on conflict (contact_id, model_no) "
    "do update set points = excluded.points, band = excluded.band, probability = excluded.probability, "
    "computed_at = excluded.computed_at"};
inline constexpr Statement remove_score{
    "model_scores.remove", Reach::one_contact,
    "delete from model_scores where contact_id = :contact_id and model_no = :model_no"};

inline constexpr Statement moves_of_segment{
    "score_models.moves_of_segment", Reach::everywhere,
    "select contact_id, at, kind from segment_moves where segment_id = :segment_id and at <= :until order by "
    "at, contact_id, kind"};
inline constexpr Statement add_test{
    "score_model_tests.add", Reach::everywhere,
    "insert into score_model_tests (test_id, model_id, made_at, kind, report) values (:id, :model_id, :now, "
    ":kind, :report)"};
inline constexpr Statement list_tests{"score_model_tests.list", Reach::everywhere,
                                      "select report from score_model_tests where model_id = :model_id and "
                                      "kind <> 'conversion' order by made_at "
                                      "desc, test_id desc limit 50"};
inline constexpr Statement newest_conversion{"score_model_tests.newest_conversion", Reach::everywhere,
                                             "select report from score_model_tests where model_id = "
                                             ":model_id and kind = 'conversion' order by made_at "
                                             "desc, test_id desc limit 1"};

inline constexpr std::array all = {moves_of_segment,
                                   some_of_model,
                                   list,
                                   token,
                                   next_no,
                                   insert,
                                   set_draft,
                                   discard_draft,
                                   adopt,
                                   add_version,
                                   versions,
                                   set_switch,
                                   stop_predicting,
                                   set_computed,
                                   note_problem,
                                   set_calibration,
                                   remove,
                                   remove_versions,
                                   remove_tests,
                                   scores_of_model,
                                   scores_of_contact,
                                   put_score,
                                   remove_score,
                                   add_test,
                                   list_tests,
                                   newest_conversion};

}  // namespace rapport::score_models::sql
