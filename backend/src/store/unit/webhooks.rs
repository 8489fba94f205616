//! What a person is told of their webhooks.

use shared::api::{EventData, WebhookDisabled};

use super::{super::Error, NOTIFICATIONS, Unit, write::Told};

impl Unit<'_> {
    /// Tells the person that nothing is sent to one of their webhooks any more.
    pub async fn webhook_disabled(&mut self, disabled: WebhookDisabled) -> Result<(), Error> {
        let subject = disabled.webhook_id;
        let data = EventData {
            webhook: Some(disabled),
            ..self.event()
        };
        self.tell(vec![Told {
            topic: NOTIFICATIONS,
            kind: "webhook.disabled".to_owned(),
            subject,
            data,
        }])
        .await
    }
}
