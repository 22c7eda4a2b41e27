#include "app/service_links.h"

#include <gtest/gtest.h>

namespace onsale::app {
namespace {

struct Variable {
  const char* name;
  const char* value;
};

// As `kubectl exec POD -- env` and `docker run --link` show them.
TEST(ServiceLinksTest, VariablesOfKubernetesAndDockerAreServiceLinks) {
  for (const auto& [name, value] :
       {Variable{"ONSALE_SERVICE_HOST", "10.96.0.17"}, Variable{"ONSALE_SERVICE_PORT", "8080"},
        Variable{"ONSALE_SERVICE_PORT_HTTP", "8080"},
        Variable{"ONSALE_PORT", "tcp://10.96.0.17:8080"},
        Variable{"ONSALE_PORT_8080_TCP", "tcp://10.96.0.17:8080"},
        Variable{"ONSALE_PORT_8080_TCP_PROTO", "tcp"},
        Variable{"ONSALE_PORT_8080_TCP_PORT", "8080"},
        Variable{"ONSALE_PORT_8080_TCP_ADDR", "10.96.0.17"},
        Variable{"ONSALE_PORT_53_UDP", "udp://10.96.0.17:53"},
        Variable{"ONSALE_PORT_8000_TCP_PORT_START", "8000"},
        Variable{"ONSALE_WEB_PORT", "tcp://10.96.0.18:80"},
        Variable{"ONSALE_WEB_1_PORT_80_TCP", "tcp://172.17.0.5:80"},
        Variable{"ONSALE_STORE_SERVICE_PORT_5432", "5432"}, Variable{"ONSALE_NAME", "/shop/onsale"},
        Variable{"ONSALE_ENV_LANG", "C.UTF-8"}}) {
    EXPECT_TRUE(IsServiceLink(name, value)) << name;
  }
}

TEST(ServiceLinksTest, WhatAPersonWroteIsNotAServiceLink) {
  for (const auto& [name, value] :
       {Variable{"ONSALE_PORT", "8080"}, Variable{"ONSALE_PORT", "127.0.0.1:8080"},
        Variable{"ONSALE_NAME", "box office"}, Variable{"ONSALE_HOLDTIME", "5m"},
        Variable{"ONSALE_PORT_HTTP", "80"}, Variable{"ONSALE_PORT_80", "80"},
        Variable{"ONSALE_PORT_80_TCPX", "80"}, Variable{"ONSALE_PORT__TCP", "80"},
        Variable{"ONSALE_", ""}}) {
    EXPECT_FALSE(IsServiceLink(name, value)) << name;
  }
}

}  // namespace
}  // namespace onsale::app
