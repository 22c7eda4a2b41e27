#include "app/service_links.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace onsale::app {
namespace {

// Which variables of the environment are not service links.
std::vector<std::string> Others(const Environment& environment) {
  std::vector<std::string> others;
  for (const auto& [variable, value] : environment) {
    if (!IsServiceLink(variable, environment)) others.push_back(variable);
  }
  return others;
}

// As `kubectl exec POD -- env` shows them.
TEST(ServiceLinksTest, VariablesOfKubernetesAreServiceLinks) {
  EXPECT_EQ(Others({{"ONSALE_SERVICE_HOST", "10.96.0.17"},
                    {"ONSALE_SERVICE_PORT", "8080"},
                    {"ONSALE_SERVICE_PORT_HTTP", "8080"},
                    {"ONSALE_PORT", "tcp://10.96.0.17:8080"},
                    {"ONSALE_PORT_8080_TCP", "tcp://10.96.0.17:8080"},
                    {"ONSALE_PORT_8080_TCP_PROTO", "tcp"},
                    {"ONSALE_PORT_8080_TCP_PORT", "8080"},
                    {"ONSALE_PORT_8080_TCP_ADDR", "10.96.0.17"},
                    {"ONSALE_PORT_53_UDP", "udp://10.96.0.17:53"},
                    {"ONSALE_STORE_SERVICE_HOST", "10.96.0.19"},
                    {"ONSALE_STORE_SERVICE_PORT", "5432"},
                    {"ONSALE_STORE_SERVICE_PORT_5432", "5432"},
                    {"ONSALE_WEB_PORT", "tcp://10.96.0.18:80"}}),
            std::vector<std::string>());
}

// As `docker run --link` shows them.
TEST(ServiceLinksTest, VariablesOfDockerAreServiceLinks) {
  EXPECT_EQ(Others({{"ONSALE_NAME", "/shop/onsale"},
                    {"ONSALE_ENV_LANG", "C.UTF-8"},
                    {"ONSALE_PORT_8000_TCP_PORT_START", "8000"},
                    {"ONSALE_STORE_NAME", "/shop/onsale-store"},
                    {"ONSALE_STORE_ENV_PG_ENV_FILE", "/x"},
                    {"ONSALE_WEB_1_PORT", "tcp://172.17.0.5:80"},
                    {"ONSALE_WEB_1_PORT_80_TCP", "tcp://172.17.0.5:80"},
                    {"ONSALE_WEB_1_ENV_PATH", "/bin"}}),
            std::vector<std::string>());
}

TEST(ServiceLinksTest, WhatAPersonWroteIsNotAServiceLink) {
  const std::pair<const char*, const char*> variables[] = {
      {"ONSALE_PORT", "8080"},
      {"ONSALE_PORT", "127.0.0.1:8080"},
      {"ONSALE_NAME", "box office"},
      {"ONSALE_NAME", "/shop/other"},
      {"ONSALE_NAME", "/onsale"},
      {"ONSALE_NAME", "//onsale"},
      {"ONSALE_OWNER_KEY_FILE_NAME", "/etc/onsale/key"},
      {"ONSALE_OWNER_KEY_FILE_NAME", "/etc/key"},
      {"ONSALE_ENV_LANG", "C.UTF-8"},
      {"ONSALE_SERVICE_HOST", "tickets.example"},
      {"ONSALE_SERVICE_PORT", "8080"},
      {"ONSALE_SERVICE_PORT_HTTP", "8080"},
      {"ONSALE_HOLDTIME", "5m"},
      {"ONSALE_PORT_HTTP", "80"},
      {"ONSALE_PORT_80", "80"},
      {"ONSALE_PORT_80_TCPX", "80"},
      {"ONSALE_PORT__TCP", "80"},
      {"ONSALE_", ""}};
  for (const auto& [name, value] : variables) {
    EXPECT_EQ(Others({{name, value}}), std::vector<std::string>{name}) << value;
  }
}

TEST(ServiceLinksTest, AVariableBesideAPersonsPortOrNameIsNotAServiceLink) {
  const std::vector<std::string> all = {"ONSALE_ENV_LANG", "ONSALE_NAME", "ONSALE_PORT"};
  EXPECT_EQ(Others({{"ONSALE_ENV_LANG", "C"}, {"ONSALE_NAME", "/srv"}, {"ONSALE_PORT", "8080"}}),
            all);
}

}  // namespace
}  // namespace onsale::app
