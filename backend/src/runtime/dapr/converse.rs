//! Dapr's Conversation API: a language model behind a component, asked for calls of tools and nothing else.

use dapr::dapr::proto::runtime::v1::{
    ConversationInputAlpha2, ConversationMessage, ConversationMessageContent,
    ConversationMessageOfSystem, ConversationMessageOfUser, ConversationRequestAlpha2,
    ConversationTools, ConversationToolsFunction, conversation_message::MessageTypes,
    conversation_tool_calls, conversation_tools,
};
use prost_types::{ListValue, Struct, Value, value::Kind};

use super::{Dapr, within};
use crate::runtime::{ModelUnavailable, Prompt, Tool, ToolCall};

impl Dapr {
    pub(in crate::runtime) async fn converse(
        &self,
        prompt: Prompt,
    ) -> Result<Vec<ToolCall>, ModelUnavailable> {
        let message = |types| ConversationMessage {
            message_types: Some(types),
        };
        let content = |text| vec![ConversationMessageContent { text }];
        let messages = vec![
            message(MessageTypes::OfSystem(ConversationMessageOfSystem {
                name: None,
                content: content(prompt.system),
            })),
            message(MessageTypes::OfUser(ConversationMessageOfUser {
                name: None,
                content: content(prompt.user),
            })),
        ];
        let request = self.request(ConversationRequestAlpha2 {
            name: prompt.component,
            inputs: vec![ConversationInputAlpha2 {
                messages,
                scrub_pii: None,
            }],
            tools: prompt.tools.into_iter().map(tool).collect(),
            tool_choice: Some("auto".to_owned()),
            ..ConversationRequestAlpha2::default()
        });
        let mut client = self.client.clone();
        let answer = within(prompt.timeout, client.converse_alpha2(request))
            .await
            .map_err(|status| {
                ModelUnavailable(format!("{:?}: {}", status.code(), status.message()))
            })?
            .into_inner();
        let messages = answer
            .outputs
            .into_iter()
            .flat_map(|output| output.choices)
            .filter_map(|choice| choice.message);
        let calls = messages
            .flat_map(|message| message.tool_calls)
            .filter_map(|call| call.tool_types)
            .map(
                |conversation_tool_calls::ToolTypes::Function(function)| ToolCall {
                    name: function.name,
                    arguments: function.arguments,
                },
            );
        Ok(calls.collect())
    }
}

fn tool(tool: Tool) -> ConversationTools {
    let parameters = match value(tool.parameters).kind {
        Some(Kind::StructValue(fields)) => Some(fields),
        _ => None,
    };
    ConversationTools {
        tool_types: Some(conversation_tools::ToolTypes::Function(
            ConversationToolsFunction {
                name: tool.name.to_owned(),
                description: Some(tool.description.to_owned()),
                parameters,
            },
        )),
    }
}

/// JSON as protocol buffers have it.
fn value(json: serde_json::Value) -> Value {
    let kind = match json {
        serde_json::Value::Null => Kind::NullValue(0),
        serde_json::Value::Bool(value) => Kind::BoolValue(value),
        serde_json::Value::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Kind::StringValue(text),
        serde_json::Value::Array(values) => Kind::ListValue(ListValue {
            values: values.into_iter().map(value).collect(),
        }),
        serde_json::Value::Object(fields) => Kind::StructValue(Struct {
            fields: fields
                .into_iter()
                .map(|(name, field)| (name, value(field)))
                .collect(),
        }),
    };
    Value { kind: Some(kind) }
}
