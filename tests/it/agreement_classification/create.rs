//! `agreementClassificationCreate`.

use serde_json::json;

use super::{SHOWN, all, classification, create, full, full_input};
use crate::ask;
use crate::harness::both;

both! {
    async fn all_fields_are_kept_as_they_were_given(app: TestApp) {
        let made = full(&app, &app.manager(&app.a)).await;
        let mut expected = full_input();
        expected["id"] = made["id"].clone();
        expected["version"] = json!(1);
        // By language.
        expected["names"].as_array_mut().expect("names").reverse();
        assert_eq!(made, expected);
        let reader = app.viewer(&app.a);
        let read = ask::get(&app, &reader, "agreementClassification", SHOWN, &made["id"]).await;
        assert_eq!(read, expected);
    }

    async fn what_is_left_out_is_off_or_absent(app: TestApp) {
        let made = classification(&app, &app.manager(&app.a), "FRAME").await;
        let expected = json!({
            "id": made["id"],
            "code": "FRAME",
            "name": "Frame",
            "description": null,
            "externalCode": null,
            "requireDirectInvoicing": false,
            "subcontractors": false,
            "certifications": false,
            "activities": false,
            "primaryWorker": null,
            "secondaryWorker": null,
            "names": [],
            "version": 1,
        });
        assert_eq!(made, expected);
    }

    async fn a_code_is_used_once_in_a_legal_entity(app: TestApp) {
        let user = app.manager(&app.a);
        classification(&app, &user, "FRAME").await;
        let names = json!([{"language": "sv", "name": "Ramavtal"}]);
        let again = json!({"code": "FRAME", "name": "Again", "names": names});
        assert_eq!(ask::refusals(&create(&app, &user, again).await), ["ALREADY_USED code"]);
        classification(&app, &app.manager(&app.b), "FRAME").await;
        assert_eq!(all(&app, &user).await.as_array().map(Vec::len), Some(1));
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.manager(&app.a);
        let wrong = json!({
            "code": "",
            "name": "x".repeat(201),
            "description": "x".repeat(1001),
            "externalCode": "x".repeat(41),
            "primaryWorker": "x".repeat(201),
            "secondaryWorker": " ",
            "names": [
                {"language": "sv", "name": "Ramavtal"},
                {"language": "SV", "name": ""},
                {"language": "much-too-long", "name": "x".repeat(201)},
                {"language": "s_v", "name": "Ramavtal"},
                {"language": "", "name": "Nowhere"},
            ],
        });
        let refused = create(&app, &user, wrong).await;
        let expected = [
            "DUPLICATE names[1].language",
            "MALFORMED description",
            "MALFORMED externalCode",
            "MALFORMED name",
            "MALFORMED names[2].language",
            "MALFORMED names[2].name",
            "MALFORMED names[3].language",
            "MALFORMED primaryWorker",
            "REQUIRED code",
            "REQUIRED names[1].name",
            "REQUIRED names[4].language",
            "REQUIRED secondaryWorker",
        ];
        assert_eq!(ask::refusals(&refused), expected);
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn the_two_workers_are_two_and_the_first_is_there_first(app: TestApp) {
        let user = app.manager(&app.a);
        for workers in [
            json!({"secondaryWorker": "bo"}),
            json!({"primaryWorker": "bo", "secondaryWorker": "bo"}),
        ] {
            let mut input = workers;
            input["code"] = json!("FRAME");
            input["name"] = json!("Frame");
            let refused = create(&app, &user, input).await;
            assert_eq!(ask::refusals(&refused), ["WORKERS secondaryWorker"]);
        }
        assert_eq!(all(&app, &user).await, json!([]));
    }

    async fn without_the_permission_nothing_is_written(app: TestApp) {
        let nobody = ask::not_master_data(&app);
        let mutation = "agreementClassificationCreate";
        ask::forbidden_to(&app, &nobody, mutation, full_input()).await;
        for le in [&app.a, &app.b] {
            assert_eq!(all(&app, &app.viewer(le)).await, json!([]));
        }
    }
}
