//! The order in which the tasks of this process deliver a room's messages.

use std::sync::Arc;

use roomcast_domain::{Message, RoomId};

use super::room_state::DeliveryTurn;
use crate::Messages;

impl Messages<'_> {
    /// Waits for the delivery turn of a room and takes the messages that wait for delivery.
    pub async fn delivery_turn(self, room: RoomId) -> DeliveryTurn {
        self.store.room_states.of(room).turn().await
    }

    /// Has a stored message delivered again by the next turn, to every live connection: the process
    /// that stored it died before it posted it.
    pub fn deliver_again(self, message: Arc<Message>) {
        self.store.room_states.of(message.room).note_redelivery(message);
    }
}
