#include "app/server_settings.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(app::HttpSettings)
RAPPORT_DESCRIBE_HERE(app::WebhookSettings)
RAPPORT_DESCRIBE_HERE(app::LogSettings)
RAPPORT_DESCRIBE_HERE(app::ServerSettings)
}  // namespace rapport
