#include "http/testing/schema_testing.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/assert.h"

namespace onsale::embedded {
std::string_view OpenApiJson();
}

namespace onsale::http {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string_view View(const boost::json::string& text) {
  return {text.data(), text.size()};
}
std::string_view View(boost::json::string_view text) {
  return {text.data(), text.size()};
}

bool HasType(const value& candidate, std::string_view type) {
  if (type == "object") return candidate.is_object();
  if (type == "array") return candidate.is_array();
  if (type == "string") return candidate.is_string();
  if (type == "integer") return candidate.is_int64() || candidate.is_uint64();
  if (type == "boolean") return candidate.is_bool();
  ONSALE_ASSERT(type == "null");
  return candidate.is_null();
}

bool TypeFits(const value& candidate, const value& type) {
  if (type.is_string()) return HasType(candidate, View(type.as_string()));
  return std::ranges::any_of(
      type.as_array(), [&](const value& one) { return HasType(candidate, View(one.as_string())); });
}

std::string ObjectMismatch(const object& candidate, const object& schema) {
  if (const value* const required = schema.if_contains("required")) {
    for (const value& name : required->as_array()) {
      if (!candidate.contains(name.as_string())) {
        return ": lacks " + std::string(View(name.as_string()));
      }
    }
  }
  const value* const properties = schema.if_contains("properties");
  // An object that the document describes as a whole. Clients ignore further members; tests do not.
  const bool is_whole = properties != nullptr && schema.contains("type");
  for (const auto& [name, member] : candidate) {
    const value* const known = properties ? properties->as_object().if_contains(name) : nullptr;
    const std::string path = "/" + std::string(View(name));
    if (known == nullptr) {
      if (is_whole) return path + ": unknown";
      continue;
    }
    const std::string below = Mismatch(member, known->as_object());
    if (!below.empty()) return path + below;
  }
  return {};
}

std::string ArrayMismatch(const array& candidate, const object& schema) {
  if (const value* const least = schema.if_contains("minItems");
      least && candidate.size() < static_cast<std::size_t>(least->as_int64())) {
    return ": too few items";
  }
  if (const value* const most = schema.if_contains("maxItems");
      most && candidate.size() > static_cast<std::size_t>(most->as_int64())) {
    return ": too many items";
  }
  const value* const items = schema.if_contains("items");
  for (std::size_t i = 0; items != nullptr && i < candidate.size(); ++i) {
    const std::string below = Mismatch(candidate[i], items->as_object());
    if (!below.empty()) return "/" + std::to_string(i) + below;
  }
  return {};
}

std::string NumberMismatch(std::int64_t candidate, const object& schema) {
  const value* const least = schema.if_contains("minimum");
  if (least != nullptr && candidate < least->as_int64()) return ": too small";
  const value* const most = schema.if_contains("maximum");
  if (most != nullptr && most->is_int64() && candidate > most->as_int64()) return ": too large";
  return {};
}

std::string CombinedMismatch(const value& candidate, const object& schema) {
  if (const value* const all = schema.if_contains("allOf")) {
    for (const value& one : all->as_array()) {
      std::string below = Mismatch(candidate, one.as_object());
      if (!below.empty()) return below;
    }
  }
  if (const value* const choice = schema.if_contains("oneOf")) {
    const auto fitting = std::ranges::count_if(choice->as_array(), [&](const value& one) {
      return Mismatch(candidate, one.as_object()).empty();
    });
    if (fitting != 1) return ": fits " + std::to_string(fitting) + " of oneOf";
  }
  return {};
}

}  // namespace

const object& OpenApiDocument() {
  static const value document = boost::json::parse(
      boost::json::string_view(embedded::OpenApiJson().data(), embedded::OpenApiJson().size()));
  return document.as_object();
}

const object& Resolved(const object& candidate) {
  const value* const reference = candidate.if_contains("$ref");
  if (reference == nullptr) return candidate;
  std::string_view path = View(reference->as_string());
  ONSALE_ASSERT(path.starts_with("#/"));
  const object* at = &OpenApiDocument();
  for (path.remove_prefix(2); !path.empty();) {
    const std::size_t end = std::min(path.find('/'), path.size());
    at = &at->at({path.data(), end}).as_object();
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return *at;
}

const object& OperationOf(const Spec& spec) {
  constexpr std::string_view kMethods[] = {"get", "head", "post", "put", "patch", "delete"};
  const std::string_view method = kMethods[static_cast<std::size_t>(spec.method)];
  const object& paths = OpenApiDocument().at("paths").as_object();
  return paths.at({spec.path.data(), spec.path.size()})
      .as_object()
      .at({method.data(), method.size()})
      .as_object();
}

std::string Mismatch(const value& candidate, const object& unresolved) {
  const object& schema = Resolved(unresolved);
  if (const value* const type = schema.if_contains("type"); type && !TypeFits(candidate, *type)) {
    return ": is " + boost::json::serialize(candidate);
  }
  if (const value* const only = schema.if_contains("const"); only && *only != candidate) {
    return ": is " + boost::json::serialize(candidate);
  }
  if (const value* const allowed = schema.if_contains("enum");
      allowed && std::ranges::find(allowed->as_array(), candidate) == allowed->as_array().end()) {
    return ": is " + boost::json::serialize(candidate);
  }
  std::string mismatch = CombinedMismatch(candidate, schema);
  if (!mismatch.empty()) return mismatch;
  if (candidate.is_object()) return ObjectMismatch(candidate.as_object(), schema);
  if (candidate.is_array()) return ArrayMismatch(candidate.as_array(), schema);
  if (candidate.is_int64()) return NumberMismatch(candidate.as_int64(), schema);
  return {};
}

std::string Mismatch(const Spec& spec, const Response& response) {
  const object& responses = OperationOf(spec).at("responses").as_object();
  const value* const known = responses.if_contains(std::to_string(response.status));
  if (known == nullptr) return "status " + std::to_string(response.status) + " is not described";
  const value* const content = Resolved(known->as_object()).if_contains("content");
  if (content == nullptr) return response.content().empty() ? "" : "a body is not described";
  const std::string_view type = response.content_type.substr(0, response.content_type.find(';'));
  const value* const media = content->as_object().if_contains({type.data(), type.size()});
  if (media == nullptr) return "media type is not described";
  if (!type.ends_with("json")) return {};
  const std::string_view body = response.content();
  return Mismatch(boost::json::parse({body.data(), body.size()}),
                  media->as_object().at("schema").as_object());
}

}  // namespace onsale::http
